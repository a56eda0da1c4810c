import type { DatabaseSync } from 'node:sqlite'
import type { RejectEntry, RunSummary } from '../../reports.ts'
import type {
  CursorMark,
  DeliveredPage,
  EndedRun,
  IndexedReject,
  Intent,
  Lease,
  Ledger,
  NewRun,
  RejectRecord,
  RetryClock,
  RunRecord,
  SentBatch,
  Settlement,
  UnfinishedRun,
} from '../../ledger.ts'
import type { Snapshot } from '../../snapshot.ts'
import { Batches } from './batches.ts'
import { ConnectionCache } from './connection-cache.ts'
import { Leases } from './leases.ts'
import { LogFile, type SyncFile } from './log-file.ts'
import { openDatabase, withStateErrors } from './open-database.ts'
import { RejectIndex } from './reject-index.ts'
import { RunHistory } from './run-history.ts'
import { Snapshots } from './snapshots.ts'
import { verifyDatabase } from './verify-database.ts'

/** The ledger in one SQLite file, shared by the processes of one machine. */
export class SqliteLedger implements Ledger {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #log: LogFile
  readonly #leases: Leases
  readonly #batches: Batches
  readonly #rejects: RejectIndex
  readonly #runs: RunHistory
  readonly #cache: ConnectionCache
  readonly #snapshots: Snapshots
  #isVerified = false

  /** @param syncFile how the log is made durable; the tests have disks that fail. */
  constructor(path: string, syncFile?: SyncFile) {
    this.#path = path
    this.#database = openDatabase(path)
    this.#log = new LogFile(path, syncFile)
    this.#leases = new Leases(this.#database)
    this.#batches = new Batches(this.#database)
    this.#rejects = new RejectIndex(this.#database)
    this.#runs = new RunHistory(this.#database)
    this.#cache = new ConnectionCache(this.#database)
    this.#snapshots = new Snapshots(this.#database, this.#cache)
  }

  async acquireLease(sync: string, silentRenewals?: number): Promise<Lease> {
    this.#verifyOnce()
    return this.#transaction(() =>
      this.#leases.acquire(sync, (renewals) => renewals === silentRenewals),
    )
  }

  async heldRenewals(sync: string): Promise<number | undefined> {
    return withStateErrors(this.#path, () => this.#leases.heldRenewals(sync))
  }

  async renewLease(lease: Lease): Promise<void> {
    await this.#transaction(() => this.#leases.renew(lease))
  }

  async releaseLease(lease: Lease): Promise<void> {
    await this.#transaction(() => this.#leases.release(lease))
  }

  async snapshot(sync: string): Promise<Snapshot | undefined> {
    this.#verifyOnce()
    return withStateErrors(this.#path, () => this.#snapshots.get(sync))
  }

  async startRun(lease: Lease, run: NewRun): Promise<number> {
    return this.#held(lease, () => this.#runs.start(lease.sync, run))
  }

  async sealPlan(lease: Lease, run: number, plan: string): Promise<void> {
    await this.#held(lease, () => this.#runs.setPlan(run, plan))
  }

  async unfinishedRuns(sync: string): Promise<readonly UnfinishedRun[]> {
    return withStateErrors(this.#path, () =>
      this.#runs.unfolded(sync).map((left) => ({
        ...left,
        sync,
        openIntents: this.#batches.openIntents(left.run),
      })),
    )
  }

  async record(
    lease: Lease,
    run: number,
    entries: {
      readonly intents: readonly Intent[]
      readonly settlements: readonly Settlement[]
    },
    at: RetryClock,
  ): Promise<void> {
    await this.#held(lease, () => {
      this.#batches.recordIntents(run, entries.intents)
      for (const settlement of entries.settlements) {
        this.#batches.settle(run, settlement)
        for (const reject of settlement.rejects) this.#rejects.put(lease.sync, run, reject, at)
      }
    })
  }

  async recordRejects(
    lease: Lease,
    run: number,
    rejects: readonly RejectRecord[],
    at: RetryClock,
  ): Promise<void> {
    await this.#held(lease, () => {
      for (const reject of rejects) this.#rejects.put(lease.sync, run, reject, at)
    })
  }

  async *delivered(run: number): AsyncGenerator<DeliveredPage, void, void> {
    yield* this.#pages(this.#batches.delivered(run))
  }

  async *sentBatches(run: number): AsyncGenerator<readonly SentBatch[], void, void> {
    yield* this.#pages(this.#batches.sent(run))
  }

  async lastBatch(run: number): Promise<number> {
    return withStateErrors(this.#path, () => this.#batches.last(run))
  }

  async sessionState(run: number): Promise<string | undefined> {
    return withStateErrors(this.#path, () => this.#runs.session(run))
  }

  async setSessionState(lease: Lease, run: number, state: string): Promise<void> {
    await this.#held(lease, () => this.#runs.setSession(run, state))
  }

  async forgetBatches(lease: Lease, run: number): Promise<void> {
    await this.#held(lease, () => this.#batches.forget(run))
  }

  async cursor(sync: string): Promise<CursorMark | undefined> {
    return withStateErrors(this.#path, () => this.#snapshots.cursor(sync))
  }

  async fold(
    lease: Lease,
    run: number,
    snapshot: Omit<Snapshot, 'foldedRun'>,
    cursor?: CursorMark,
  ): Promise<void> {
    await this.#held(lease, () => {
      this.#snapshots.put(lease.sync, run, snapshot)
      this.#snapshots.setCursor(lease.sync, cursor)
      this.#forgetRun(run)
    })
  }

  async moveSnapshot(lease: Lease, snapshot: Omit<Snapshot, 'foldedRun'>): Promise<void> {
    await this.#held(lease, () => this.#snapshots.move(lease.sync, snapshot))
  }

  async discard(lease: Lease, run: number): Promise<void> {
    await this.#held(lease, () => this.#forgetRun(run))
  }

  async endRun(lease: Lease, run: number, record: RunRecord, endedAt: string): Promise<void> {
    await this.#held(lease, () => this.#runs.end(run, record, endedAt))
  }

  async endDeadRuns(lease: Lease, endedAt: string): Promise<void> {
    await this.#held(lease, () => this.#runs.endDead(lease.sync, endedAt))
  }

  async *rejectIndex(sync: string): AsyncGenerator<readonly IndexedReject[], void, void> {
    yield* this.#pages(this.#rejects.pages(sync))
  }

  async clearRejects(lease: Lease, keys: readonly string[]): Promise<void> {
    await this.#held(lease, () => this.#rejects.clear(lease.sync, keys))
  }

  async rejects(options: {
    readonly sync?: string | undefined
    readonly rowsMax: number
  }): Promise<readonly RejectEntry[]> {
    return withStateErrors(this.#path, () => this.#rejects.list(options.sync, options.rowsMax))
  }

  async countRejects(sync: string): Promise<{ readonly rejected: number; readonly held: number }> {
    return withStateErrors(this.#path, () => this.#rejects.count(sync))
  }

  async updateRejects(
    sync: string,
    keys: readonly string[] | undefined,
    change: 'retry' | 'ignore' | 'release' | 'accept',
  ): Promise<number> {
    return this.#transaction(() => this.#rejects.update(sync, keys, change))
  }

  async runByNumber(
    run: number,
  ): Promise<{ readonly id: string; readonly startedAt: string } | undefined> {
    return withStateErrors(this.#path, () => this.#runs.byNumber(run))
  }

  async runs(options: {
    readonly sync?: string | undefined
    readonly runsMax: number
  }): Promise<readonly RunSummary[]> {
    return withStateErrors(this.#path, () => this.#runs.list(options.sync, options.runsMax))
  }

  async endedRuns(sync: string, after: number, runsMax: number): Promise<readonly EndedRun[]> {
    return withStateErrors(this.#path, () => this.#runs.ended(sync, after, runsMax))
  }

  async forgetSync(lease: Lease): Promise<void> {
    await this.#held(lease, () => {
      for (const { run } of this.#runs.unfolded(lease.sync)) this.#forgetRun(run)
      this.#rejects.forget(lease.sync)
      this.#snapshots.forget(lease.sync)
    })
  }

  async cacheGet(
    connection: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    return withStateErrors(this.#path, () => this.#cache.get(connection, keys))
  }

  async cacheSet(connection: string, entries: ReadonlyMap<string, string>): Promise<void> {
    await this.#transaction(() => this.#cache.set(connection, entries))
  }

  async cacheDelete(connection: string, keys: readonly string[]): Promise<void> {
    await this.#transaction(() => this.#cache.delete(connection, keys))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]()
    this.#database.close()
  }

  #forgetRun(run: number): void {
    this.#runs.markFolded(run)
    this.#batches.forget(run)
  }

  /** Before the first run or plan: nothing is worked out from damaged state. */
  #verifyOnce(): void {
    if (this.#isVerified) return
    withStateErrors(this.#path, () => verifyDatabase(this.#database, this.#path))
    this.#isVerified = true
  }

  *#pages<Page>(pages: Generator<Page, void, void>): Generator<Page, void, void> {
    for (;;) {
      const next = withStateErrors(this.#path, () => pages.next())
      if (next.done === true) return
      yield next.value
    }
  }

  // Invariant 13: nothing of a run is written once its epoch has passed.
  #held<Result>(lease: Lease, action: () => Result): Promise<Result> {
    return this.#transaction(() => {
      this.#leases.assertHeld(lease)
      return action()
    })
  }

  async #transaction<Result>(action: () => Result): Promise<Result> {
    this.#log.assertWhole()
    const result = withStateErrors(this.#path, () => this.#commit(action))
    await this.#log.flush()
    return result
  }

  #commit<Result>(action: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = action()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}
