// How many records a connector delivers in the time of its vendor's limit: a whole run of rev in a process of its own,
// against the simulator of the connector, which keeps the limit and answers after 50 ms.
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
 *   config?: object, sync: object, model: (records: number) => string,
 * }} ThroughputRow `model` gives so many rows with the key `id`; `isCounted` tells which requests spend the limit, default all
 * @typedef {{
 *   connector: string, what: string, limit: ThroughputRow['limit'], allowedPerSecond: number, recordsPerSecond: number,
 *   share: number, throttled: number, inFlightPeak: number, seconds: number,
 * }} ThroughputResult `share` is that of the requests which the limit allows, `recordsPerSecond` what they wrote
 */

const latencyMs = 50
/** A row lasts as many whole windows of its limit as fit. */
const lastsMs = 20_000
export const shareMin = 0.9

/** @param {ThroughputRow} row @returns {number} */
const windowsOf = ({ limit }) => Math.max(1, Math.floor(lastsMs / limit.perMs))

/** @param {ThroughputRow} row @returns {Promise<ThroughputResult>} */
export async function measureRow(row) {
  const { connector, what, limit, recordsPerRequest, isCounted = () => true } = row
  const place = path.join(root, 'connectors', connector, 'test/conformance.config.ts')
  const { default: conformance } = await import(pathToFileURL(place).href)
  await using system = await conformance.start()
  const { simulator } = system
  simulator.setLatency(latencyMs)
  const seen = watch(simulator, isCounted)
  using folder = temporaryFolder(`throughput-${connector}`)
  const windows = windowsOf(row)
  // As many as the limit lets through, and a little more, so that its end is seen too.
  const records = Math.ceil((windows * limit.requests + 2) * recordsPerRequest)
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
  const spanMs = windows * limit.perMs
  const [first] = seen.counted
  const endMs = (first?.atMs ?? 0) + spanMs
  const inSpan = seen.counted.filter(({ atMs }) => atMs < endMs)
  const written = inSpan.reduce((sum, { applied }) => sum + applied, 0)
  return {
    connector,
    what,
    limit,
    allowedPerSecond: (limit.requests / limit.perMs) * 1000 * recordsPerRequest,
    recordsPerSecond: (written / spanMs) * 1000,
    share: inSpan.length / (windows * limit.requests),
    throttled: seen.throttled,
    inFlightPeak: simulator.inFlightPeak,
    seconds: spanMs / 1000,
  }
}

/**
 * @param {import('@revetl/testkit/simulator').Simulator} simulator
 * @param {(request: { method: string, path: string }) => boolean} isCounted
 */
function watch(simulator, isCounted) {
  /** @type {{ counted: { atMs: number, applied: number }[], throttled: number }} */
  const seen = { counted: [], throttled: 0 }
  simulator.watch(({ request, reply, atMs, applied }) => {
    if (reply?.status === 429) seen.throttled += 1
    else if (isCounted(request)) seen.counted.push({ atMs, applied })
  })
  return seen
}
