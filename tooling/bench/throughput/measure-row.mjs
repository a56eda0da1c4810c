// How many records a connector delivers in the time of its vendor's limit: a whole run of rev in a process of its own,
// against the simulator of the connector, which keeps the limit and answers after 50 ms. A limit of an hour or a day is
// not waited for: what counts is whether the connector keeps the pace that uses it up.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../process.mjs'
import { temporaryFolder } from '../measure/temporary-folder.mjs'
import { firstRun } from '../rev/first-run.mjs'
import { filesSource } from '../rev/write-project.mjs'

/**
 * @typedef {{
 *   connector: string, what: string, recordsPerRequest: number,
 *   limit: { requests: number, perMs: number, source: string },
 *   isCounted?: (request: { method: string, path: string }) => boolean,
 *   config?: object, sync: object, model: (records: number) => string, paceRecords?: number,
 *   prepare?: (simulator: any, records: number) => void,
 * }} ThroughputRow `model` gives so many rows with the key `id`; `isCounted` tells which requests spend the limit, default
 * all; `paceRecords` are sent where the limit is one of an hour or a day; `prepare` fills the simulator before the run
 * @typedef {{
 *   connector: string, what: string, limit: ThroughputRow['limit'], allowedPerSecond: number, recordsPerSecond: number,
 *   share: number, throttled: number, inFlightPeak: number, seconds: number, isPace: boolean,
 * }} ThroughputResult `share` is that of the requests which the limit allows, at most 1 where a pace was measured;
 * `recordsPerSecond` is what they wrote
 */

const latencyMs = 50
/** A row lasts as many whole windows of its limit as fit. */
const lastsMs = 20_000
/** A longer window is not waited for. */
const windowMaxMs = 60_000
export const shareMin = 0.9

/** @param {ThroughputRow} row @returns {number} */
const windowsOf = ({ limit }) => Math.max(1, Math.floor(lastsMs / limit.perMs))

/**
 * As many as the limit lets through, and a little more, so that its end is seen too.
 * @param {ThroughputRow} row @returns {number}
 */
function recordsOf(row) {
  if (row.limit.perMs <= windowMaxMs) {
    return Math.ceil((windowsOf(row) * row.limit.requests + 2) * row.recordsPerRequest)
  }
  if (row.paceRecords === undefined) throw new Error(`${row.connector} has no paceRecords.`)
  return row.paceRecords
}

/** @param {ThroughputRow} row @returns {Promise<ThroughputResult>} */
export async function measureRow(row) {
  const { connector, isCounted = () => true } = row
  const place = path.join(root, 'connectors', connector, 'test/conformance.config.ts')
  const { default: conformance } = await import(pathToFileURL(place).href)
  await using system = await conformance.start()
  const { simulator } = system
  const records = recordsOf(row)
  row.prepare?.(simulator, records)
  simulator.setLatency(latencyMs)
  const seen = watch(simulator, isCounted)
  using folder = temporaryFolder(`throughput-${connector}`)
  await firstRun(path.join(folder.path, 'project'), {
    source: filesSource(),
    destination: {
      connector: path.join(root, 'connectors', connector),
      ...system.config,
      ...row.config,
    },
    model: row.model(records),
    sync: { model: 'records', destination: 'target', ...row.sync },
  })
  return { ...summary(row, seen), inFlightPeak: simulator.inFlightPeak }
}

/**
 * @typedef {{ atMs: number, applied: number, isCounted: boolean }} Seen
 * @param {ThroughputRow} row
 * @param {{ requests: readonly Seen[], throttled: number }} seen
 * @returns {Omit<ThroughputResult, 'inFlightPeak'>}
 */
function summary(row, { requests, throttled }) {
  const { connector, what, limit, recordsPerRequest } = row
  const isPace = limit.perMs > windowMaxMs
  const counted = requests.filter(({ isCounted }) => isCounted)
  const startMs = counted[0]?.atMs ?? 0
  // Of a pace, from the first request that counts to the answer of the last one.
  const lastMs = counted.at(-1)?.atMs ?? startMs
  const spanMs = isPace ? lastMs - startMs + latencyMs : windowsOf(row) * limit.perMs
  const inSpan = requests.filter(({ atMs }) => atMs < startMs + spanMs)
  const written = inSpan.reduce((sum, { applied }) => sum + applied, 0)
  const allowed = (limit.requests / limit.perMs) * spanMs
  const share = inSpan.filter(({ isCounted }) => isCounted).length / allowed
  return {
    connector,
    what,
    limit,
    allowedPerSecond: (limit.requests / limit.perMs) * 1000 * recordsPerRequest,
    recordsPerSecond: (written / spanMs) * 1000,
    share: isPace ? Math.min(1, share) : share,
    throttled,
    seconds: spanMs / 1000,
    isPace,
  }
}

/**
 * @param {import('@revetl/testkit/simulator').Simulator} simulator
 * @param {(request: { method: string, path: string }) => boolean} isCounted
 */
function watch(simulator, isCounted) {
  /** @type {{ requests: Seen[], throttled: number }} */
  const seen = { requests: [], throttled: 0 }
  simulator.watch(({ request, reply, atMs, applied }) => {
    if (reply?.status === 429) seen.throttled += 1
    else seen.requests.push({ atMs, applied, isCounted: isCounted(request) })
  })
  return seen
}
