import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { errorMessage } from '@revetl/sdk'
import type { IndexedReject, Lease } from '../../src/ledger.ts'
import { statePaths, type StatePaths } from '../../src/run/state-paths.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import {
  DestinationModel,
  type AppliedOperation,
  type Fields,
  type SentRequest,
} from './destination-model.ts'
import { Faults } from './faults.ts'
import type { Goals } from './goals.ts'
import type { InstancePool } from './instance-pool.ts'
import { KeptJobs } from './kept-jobs.ts'
import { LedgerWatch } from './ledger-watch.ts'
import type { LedgerCall } from './ledger-call.ts'
import type { RunRecord, SyncState } from './run-record.ts'
import { Scheduler } from './scheduler.ts'
import { SharedGrant } from './shared-grant.ts'
import type { SimWorker } from './sim-worker.ts'
import { SourceModel } from './source-model.ts'
import type { SnapshotContent } from './snapshot-inspector.ts'
import type { Story } from './story.ts'
import { throttleOf, type Throttle } from './throttles.ts'
import type { Workshop } from './workshop.ts'

/** A promise that was broken. */
export interface Violation {
  readonly invariant: string
  readonly message: string
}

/** Who looks at what happens. */
export interface WorldListeners {
  readonly onSent: (request: SentRequest) => void
  readonly onArrived: (request: SentRequest) => void
  readonly onApplied: (applied: AppliedOperation) => void
  readonly onLedger: (worker: SimWorker, call: LedgerCall) => Promise<void>
  readonly onRunEnd: (run: RunRecord) => void
}

/** A record that an operator had sent over. */
interface SentOver {
  readonly key: number
  /** What was held of it; undefined for a removal. */
  readonly fields: Fields | undefined
  /** The number of the last request before. */
  readonly after: number
}

/** Everything outside of the engine, and what was seen of the engine. */
export class World implements AsyncDisposable {
  readonly story: Story
  readonly scheduler: Scheduler
  readonly syncName: string
  readonly faults: Faults
  readonly source: SourceModel
  readonly destination: DestinationModel
  /** What signs requests to the destination, where a fixed token does not. */
  readonly grant: SharedGrant | undefined
  readonly watch = new LedgerWatch()
  readonly jobs = new KeptJobs()
  readonly folder: string
  readonly workshop: Workshop
  readonly runs: RunRecord[] = []
  readonly requests: SentRequest[] = []
  readonly throttles: Throttle[] = []
  readonly violations: Violation[] = []
  readonly excuses = new Map<string, number>()
  readonly connectorCrashes = new Set<string>()
  /** Versions of the source that a run read to the end. */
  readonly completeReads = new Set<number>()
  /** Lines that were logged, for what must not be in them. */
  readonly logLines: string[] = []
  sync: SyncState
  listeners: WorldListeners | undefined
  /** Counts edits after which records may rightly be sent once more. */
  resends = 0
  isLively = false
  /** Keys that an operator decided about. */
  readonly operatorKeys = new Set<number>()
  /** What an operator had sent over, since the destination did not have it. */
  readonly sentOver: SentOver[] = []
  readonly resolvedAs = new Set<'delivered' | 'resend'>()
  /** What the last run of all sent, over a source that had not changed. */
  quietRequests: readonly SentRequest[] = []
  ledgerWrites = 0
  /** How often the lock of a grant stayed with a process that lives on, since the disk was full. */
  leftLocks = 0
  /** Records that some snapshot had. */
  readonly ownedEver = new Set<number>()
  /** The newest version of each record that is known to have been accepted. */
  readonly acceptedVersions = new Map<number, number>()
  /** The last run that the ledger said is folded. */
  foldedRun = 0
  /** Who took or renewed the lease last, where nobody gave it back. */
  lastRenewal: { readonly worker: string; readonly atMs: number } | undefined
  readonly lost = new Set<number>()
  duplicates = 0
  unplannedDeletes = 0
  rejects: ReadonlyMap<number, IndexedReject> = new Map()
  ledger: SqliteLedger | undefined
  readonly #arrivals = new Map<string, number[]>()
  readonly #ackedLog = new Set<AppliedOperation>()
  #seenLog = 0

  /** @param host the world whose time and folder a neighbour shares. */
  constructor(story: Story, workshop: Workshop, host?: World) {
    this.story = story
    this.workshop = workshop
    this.scheduler = host?.scheduler ?? new Scheduler()
    this.syncName = host === undefined ? 'things' : 'others'
    this.faults = new Faults(story)
    this.source = new SourceModel(story.config.rows)
    this.destination = new DestinationModel(story.config, {
      isTransient: ({ key, id }) =>
        this.faults.happens('transient', `record ${key}/${id}/${this.requests.length}`),
      isRejected: ({ key, id }) =>
        this.faults.happens('rejected', `record ${key}/${id}/${this.requests.length}`),
      isFragile: () => !this.isLively,
    })
    const { tokenMs } = story.config
    this.grant = host?.grant ?? (tokenMs === undefined ? undefined : new SharedGrant(tokenMs))
    this.folder = host?.folder ?? mkdtempSync(path.join(stateRoot(), 'rev-sim-'))
    const { track, hasFilter } = story.config
    this.sync = { hasScore: true, isFiltered: hasFilter, isReordered: false, isText: false, track }
  }

  get goals(): Goals {
    return this.workshop.goals
  }

  get paths(): StatePaths {
    return statePaths(path.join(this.folder, '.rev'))
  }

  get pool(): InstancePool {
    return this.workshop.pool
  }

  /** What the snapshot holds. */
  async inspect(): Promise<SnapshotContent> {
    const snapshot = await this.openLedger()?.snapshot(this.syncName)
    try {
      return await this.workshop.inspector.read(this.paths.sync(this.syncName), snapshot)
    } catch (error) {
      const why = errorMessage(error).replaceAll(this.folder, '')
      this.violate('INV-14', `the snapshot cannot be read: ${why}`)
      return { foldedRun: snapshot?.foldedRun ?? 0, records: 0, track: undefined, rows: new Map() }
    }
  }

  /** The ledger as whoever looks at it from outside has it; undefined before anybody has made one. */
  openLedger(): SqliteLedger | undefined {
    const { ledger: file } = this.paths
    if (existsSync(file)) this.ledger ??= new SqliteLedger(file)
    return this.ledger
  }

  /** Lets go of the file, which is about to be another one. */
  async closeLedger(): Promise<void> {
    await this.ledger?.[Symbol.asyncDispose]()
    this.ledger = undefined
  }

  /** The reject index, read without the engine. */
  async readRejects(): Promise<ReadonlyMap<number, IndexedReject>> {
    const entries = new Map<number, IndexedReject>()
    for await (const page of this.openLedger()?.rejectIndex(this.syncName) ?? []) {
      for (const entry of page) entries.set(Number(entry.key[0]), entry)
    }
    this.rejects = entries
    return entries
  }

  /** When requests of the same life of a worker arrived. */
  arrivalsOf({ worker, life }: SentRequest): number[] {
    const name = `${worker}/${life}`
    const arrivals = this.#arrivals.get(name) ?? []
    this.#arrivals.set(name, arrivals)
    return arrivals
  }

  /** Applied operations that the ledger has learned of since the last time. */
  unseenAcks(): readonly AppliedOperation[] {
    const found = this.destination.log.filter(
      (applied) => !this.#ackedLog.has(applied) && this.watch.isSettled(applied),
    )
    for (const applied of found) this.#ackedLog.add(applied)
    return found
  }

  lose(key: number): void {
    this.lost.add(key)
  }

  duplicate(): void {
    this.duplicates++
  }

  unplannedDelete(): void {
    this.unplannedDeletes++
  }

  nextRequest(): number {
    return this.requests.length + 1
  }

  violate(invariant: string, message: string): void {
    this.violations.push({ invariant, message })
    this.scheduler.note(`VIOLATION ${invariant}: ${message}`)
  }

  /** Counts something that the published limits excuse. */
  excuse(name: string): void {
    this.excuses.set(name, (this.excuses.get(name) ?? 0) + 1)
  }

  onDispatch(request: SentRequest, worker: SimWorker): void {
    this.requests.push(request)
    if (request.presents !== undefined) this.grant?.ask(request, worker)
    this.runOf(request)?.requests.push(request)
  }

  onSent(request: SentRequest): void {
    this.listeners?.onSent(request)
  }

  onArrived(request: SentRequest): void {
    this.listeners?.onArrived(request)
    this.onApplied()
  }

  /** Looks at what the destination has applied since the last time. */
  onApplied(): void {
    for (; this.#seenLog < this.destination.log.length; this.#seenLog++) {
      const applied = this.destination.log[this.#seenLog]
      if (applied === undefined) return
      this.listeners?.onApplied(applied)
    }
  }

  onThrottled(worker: SimWorker, retryAfter: string | undefined): void {
    const throttle = throttleOf(this.scheduler.nowMs, worker, retryAfter)
    if (throttle !== undefined) this.throttles.push(throttle)
  }

  onConnectorCrash(idempotencyKey: string): void {
    this.connectorCrashes.add(idempotencyKey)
  }

  onReadComplete(worker: SimWorker, version: number): void {
    this.completeReads.add(version)
    if (worker.run?.end === 'running') worker.run.readVersion = version
    if (this.source.versions[version]?.length === 0) this.goals.hit('empty source')
  }

  onLedgerError(worker: SimWorker, lease: Lease, error: unknown): void {
    const { code } = error as { code?: string }
    if (code === 'REV_STATE_LEASE_LOST' && worker.run !== undefined) {
      worker.run.hasLostLease = true
      this.scheduler.note(`${worker.name} learns that it lost the lease ${lease.epoch}`)
    }
  }

  onStoreFailure(worker: SimWorker, name: string): void {
    if (worker.run !== undefined) worker.run.hadStoreFailure = true
    if (name === 'record' || name === 'fold') this.goals.hit('disk full in commit')
  }

  /** The run that a request belongs to. */
  runOf({ runName, worker, life }: SentRequest): RunRecord | undefined {
    return this.runs.findLast(
      (run) => run.worker === worker && run.life === life && (runName === '' || run.id === runName),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeLedger()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** State lies in memory where the machine has such a folder: the simulation is not about the disk. */
function stateRoot(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
}
