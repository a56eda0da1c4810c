import type { ChildLimits, SilenceLimits } from '../host-services.ts'

/** The bounds where nobody gives others. */
export const defaultSilenceMs: SilenceLimits = {
  start: 30_000,
  open: 30_000,
  check: 60_000,
  discover: 120_000,
  describe: 600_000,
  duckdb_query: 60_000,
  pushdown: 3_600_000,
  // A warehouse may think for long before its first row.
  read: 3_600_000,
  write: 300_000,
  lookup: 300_000,
  session: 600_000,
  close: 5_000,
}

const mebibyte = 1024 * 1024

/** What a child gets where nobody says otherwise. */
export const defaultChildLimits: ChildLimits = {
  silenceMs: defaultSilenceMs,
  heapMegabytes: 512,
  memoryBytesMax: 1024 * mebibyte,
  restartsMax: 3,
}
