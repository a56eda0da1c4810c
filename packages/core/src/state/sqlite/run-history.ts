import type { DatabaseSync } from 'node:sqlite'
import type { RunSummary } from '../../reports.ts'
import type { EndedRun, NewRun, RunRecord, UnfinishedRun } from '../../ledger.ts'

interface RunRow {
  readonly run: number
  readonly id: string
  readonly sync: string
  readonly status: RunSummary['status']
  readonly started_at: string
  readonly record: string | null
  readonly ended_at: string | null
  readonly is_folded: number
}

const nothing = {
  seconds: undefined,
  rowsRead: 0,
  changes: { added: 0, changed: 0, removed: 0 },
  outcomes: { ok: 0, rejected: 0, skipped: 0, pending: 0, held: 0, guarded: 0 },
  errorCode: undefined,
  errorMessage: undefined,
}

/** The runs of a project. Call writes inside a transaction. */
export class RunHistory {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  start(sync: string, run: NewRun): number {
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO runs (id, sync, status, started_at) VALUES (?, ?, 'running', ?)")
      .run(run.id, sync, run.startedAt)
    return Number(lastInsertRowid)
  }

  end(run: number, record: RunRecord, endedAt: string): void {
    this.#database
      .prepare('UPDATE runs SET status = ?, ended_at = ?, record = ? WHERE run = ?')
      .run(record.status, endedAt, JSON.stringify(record), run)
  }

  setPlan(run: number, plan: string): void {
    this.#database.prepare('UPDATE runs SET plan = ? WHERE run = ?').run(plan, run)
  }

  /** Nothing of it is left to fold. */
  markFolded(run: number): void {
    this.#database.prepare('UPDATE runs SET is_folded = 1, plan = NULL WHERE run = ?').run(run)
  }

  byNumber(run: number): { readonly id: string; readonly startedAt: string } | undefined {
    const row = this.#database
      .prepare('SELECT id, started_at FROM runs WHERE run = ?')
      .get(run) as unknown as RunRow | undefined
    return row && { id: row.id, startedAt: row.started_at }
  }

  session(run: number): string | undefined {
    const row = this.#database.prepare('SELECT session FROM runs WHERE run = ?').get(run) as
      | { session: string | null }
      | undefined
    return row?.session ?? undefined
  }

  setSession(run: number, state: string): void {
    this.#database.prepare('UPDATE runs SET session = ? WHERE run = ?').run(state, run)
  }

  /** Runs whose deliveries are not in the snapshot yet, oldest first. */
  unfolded(sync: string): Omit<UnfinishedRun, 'sync' | 'openIntents'>[] {
    const rows = this.#database
      .prepare(
        'SELECT run, id, started_at, plan FROM runs WHERE sync = ? AND is_folded = 0 ORDER BY run',
      )
      .all(sync) as unknown as (RunRow & { plan: string | null })[]
    return rows.map(({ run, id, started_at: startedAt, plan }) => ({
      run,
      runId: id,
      startedAt,
      plan: plan ?? undefined,
    }))
  }

  /** Ends runs that died without saying so. */
  endDead(sync: string, endedAt: string): void {
    this.#database
      .prepare(
        "UPDATE runs SET status = 'failed', ended_at = ? WHERE sync = ? AND status = 'running'",
      )
      .run(endedAt, sync)
  }

  list(sync: string | undefined, runsMax: number): RunSummary[] {
    const where = sync === undefined ? '' : 'WHERE sync = ?'
    const rows = this.#database
      .prepare(`SELECT * FROM runs ${where} ORDER BY run DESC LIMIT ?`)
      .all(...(sync === undefined ? [runsMax] : [sync, runsMax])) as unknown as RunRow[]
    return rows.map(rowToSummary)
  }

  /** The newest ended runs with a higher number, oldest first. */
  ended(sync: string, after: number, runsMax: number): EndedRun[] {
    const rows = this.#database
      .prepare(
        "SELECT * FROM runs WHERE sync = ? AND run > ? AND status <> 'running' ORDER BY run DESC LIMIT ?",
      )
      .all(sync, after, runsMax) as unknown as RunRow[]
    return rows.toReversed().map((row) => ({
      run: row.run,
      summary: rowToSummary(row),
      endedAt: row.ended_at ?? row.started_at,
      planHash: recordOf(row).planHash,
      isFolded: row.is_folded === 1,
    }))
  }
}

function rowToSummary(row: RunRow): RunSummary {
  return {
    ...nothing,
    ...recordOf(row),
    run: row.id,
    sync: row.sync,
    status: row.status,
    startedAt: row.started_at,
  }
}

function recordOf({ record }: RunRow): Partial<RunRecord> {
  return JSON.parse(record ?? '{}') as Partial<RunRecord>
}
