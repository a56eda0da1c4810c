import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Where the state of a project lies. */
export interface StatePaths {
  readonly ledger: string
  readonly snapshot: (sync: string) => string
  readonly changes: (sync: string, run: number) => string
  readonly spill: (name: string) => string
}

/** The files below a project's state folder. */
export function statePaths(statePath: string): StatePaths {
  const syncs = join(statePath, 'syncs')
  return {
    ledger: join(statePath, 'ledger.db'),
    snapshot: (sync) => join(syncs, `${fileName(sync)}.duckdb`),
    changes: (sync, run) => join(syncs, `${fileName(sync)}.run-${run}.parquet`),
    spill: (name) => join(statePath, 'tmp', name),
  }
}

/** A sync's name as a file name; unusual names get a hash so that no two share a file. */
function fileName(sync: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,99}$/.test(sync)) return sync
  const digest = createHash('sha256').update(sync).digest('hex').slice(0, 12)
  return `${sync.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60)}-${digest}`
}
