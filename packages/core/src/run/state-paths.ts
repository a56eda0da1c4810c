import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Where the state of a project lies. */
export interface StatePaths {
  readonly ledger: string
  /** The folder of a sync's plans and snapshot. */
  readonly sync: (sync: string) => string
  readonly plan: (sync: string, run: RunName) => string
  /** The folder of what the log of a sync does not have yet; it outlives a reset. */
  readonly runLog: (sync: string) => string
  readonly spill: (name: string) => string
}

/** The files below a project's state folder. */
export function statePaths(statePath: string): StatePaths {
  const syncs = join(statePath, 'syncs')
  return {
    ledger: join(statePath, 'ledger.db'),
    sync: (sync) => join(syncs, fileName(sync)),
    plan: (sync, run) => join(syncs, fileName(sync), planFile(run)),
    runLog: (sync) => join(statePath, 'run-log', fileName(sync)),
    spill: (name) => join(statePath, 'tmp', name),
  }
}

/** The run that a file is of. */
export interface RunName {
  /** Its number in the ledger. */
  readonly number: number
  readonly id: string
}

/** The name of the file with the rows of a run's plan. */
export function planFile(run: RunName): string {
  return `plan-${nameOf(run)}.parquet`
}

/** The name of a file of the snapshot that a run leaves, or that is left in its place under a later lease. */
export function snapshotFile(run: RunName, epoch: number): string {
  return `snapshot-${nameOf(run)}-${epoch}.parquet`
}

/** Whether a file with the number of a run is its own. */
export function isFileOf(run: RunName, file: string): boolean {
  return file.includes(`-${nameOf(run)}`)
}

/** Two ledgers give the same number, as after restoring an old one, but not to the same run. */
function nameOf({ number, id }: RunName): string {
  return `${number}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`
}

/** The name that an older version gave it. */
export function formerPlanFile(run: number): string {
  return `plan-${run}.parquet`
}

/** A sync's name as a file name; unusual names get a hash so that no two share a file. */
function fileName(sync: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,99}$/.test(sync)) return sync
  const digest = createHash('sha256').update(sync).digest('hex').slice(0, 12)
  return `${sync.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60)}-${digest}`
}
