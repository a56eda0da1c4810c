import type { Ledger } from '../../ledger.ts'

/** The cache in which it is kept how far the log of each sync is; no connection can have this name. */
const markScope = '#run-log'

/** How far the log of a sync is. */
export interface LogMark {
  /** Runs of the sync up to this number are in the log, or will never be. */
  readonly after: number
  /** When runs were last taken out of it; milliseconds since 1970. */
  readonly expiredMs: number
}

/** How far the log of a sync is; undefined before its first run with one. */
export async function logMark(ledger: Ledger, sync: string): Promise<LogMark | undefined> {
  const found = (await ledger.cacheGet(markScope, [sync])).get(sync)
  return found === undefined ? undefined : (JSON.parse(found) as LogMark)
}

/** Notes how far the log of a sync is. */
export async function setLogMark(ledger: Ledger, sync: string, mark: LogMark): Promise<void> {
  await ledger.cacheSet(markScope, new Map([[sync, JSON.stringify(mark)]]))
}
