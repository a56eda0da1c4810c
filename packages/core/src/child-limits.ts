/** How long each kind of call may be silent, in milliseconds, while the host does nothing for it. */
export interface SilenceLimits {
  readonly start: number
  readonly open: number
  readonly check: number
  readonly discover: number
  readonly describe: number
  readonly duckdb_query: number
  readonly pushdown: number
  readonly read: number
  readonly write: number
  readonly lookup: number
  readonly session: number
  readonly close: number
}

/** What a connector in a process of its own may take. */
export interface ChildLimits {
  readonly silenceMs: SilenceLimits
  /** The heap of JavaScript, in MiB. */
  readonly heapMegabytes: number
  /** All memory of the process, where the system tells it. */
  readonly memoryBytesMax: number
  /** How often a process that died is started again. */
  readonly restartsMax: number
}

/** Some of the limits, in the place of the usual ones. */
export interface ChildLimitOptions extends Partial<Omit<ChildLimits, 'silenceMs'>> {
  readonly silenceMs?: Partial<SilenceLimits>
}

const defaultSilenceMs: SilenceLimits = {
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
const defaultChildLimits: ChildLimits = {
  silenceMs: defaultSilenceMs,
  heapMegabytes: 512,
  memoryBytesMax: 1024 * mebibyte,
  restartsMax: 3,
}

/** What a child gets: the usual limits, with those of rev's host and then those of its connection in their place. */
export function childLimitsOf(
  host: ChildLimitOptions = {},
  connection: ChildLimitOptions = {},
): ChildLimits {
  const silenceMs = { ...defaultSilenceMs, ...host.silenceMs, ...connection.silenceMs }
  return { ...defaultChildLimits, ...host, ...connection, silenceMs }
}
