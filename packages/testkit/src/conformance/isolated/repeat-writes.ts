import { parseJson, type Destination, type ValueRecord } from '@revetl/sdk'
import { openDestination } from '../../open-destination.ts'
import { ParkedCache } from './parked-cache.ts'
import type { ProbeTask, RepeatReport } from './probe-protocol.ts'

type RepeatTask = Extract<ProbeTask, { kind: 'repeat' }>

/** How the child talks with the process that started it. */
export interface Pace {
  readonly tell: (value: unknown) => void
  readonly wait: () => Promise<unknown>
}

/** Writes batch after batch, each record once. */
export async function repeatWrites(
  definition: Destination,
  task: RepeatTask,
  pace: Pace,
): Promise<RepeatReport> {
  const { config, egressAllow, projectPath, batches, recordsMax } = task
  const { object, operation, matchOn, types, records } = task.case
  const cache = new ParkedCache()
  const options = {
    config,
    cache,
    egressAllow,
    random: () => 0,
    quotas: [],
    ...(projectPath && { projectPath }),
  }
  await using destination = await openDestination(definition, options)
  const target = { object, operation, ...(matchOn === undefined ? {} : { matchOn }) }
  let heapBytesEarly = 0
  for (let batch = 0; batch < batches; batch += 1) {
    const from = batch * recordsMax
    const part = records.slice(from, from + recordsMax)
    const values = part.map((json) => parseJson(json) as ValueRecord)
    const request = { records: values, ...(types === undefined ? {} : { types }) }
    const outcomes = await destination.write({ ...target, ...request })
    if (batch === Math.floor(batches / 3)) heapBytesEarly = await cache.without(heapBytes)
    if (!task.isPaced) continue
    pace.tell({ ack: outcomes.map(({ status }) => status), from })
    await pace.wait()
  }
  return { heapBytesEarly, heapBytesLate: await cache.without(heapBytes) }
}

function heapBytes(parkedBytes: number): number {
  // Only there with --expose-gc, which the probe is started with.
  ;(globalThis as { gc?: () => void }).gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external - parkedBytes
}
