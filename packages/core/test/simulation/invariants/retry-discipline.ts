import { isPoison } from '../destination-model.ts'
import type { Invariant } from './invariant.ts'

/** Three tries of the engine, each of at most three tries of the gateway. */
const triesMax = 9
/** Runs that one run may have to recover, and itself. */
const recoveriesMax = 4
const windowMs = 10_000

/** INV-10. */
export const retryDiscipline: Invariant = {
  id: 'INV-10',
  name: 'retry discipline',
  sentence:
    'No request leaves a process before the Retry-After that the process has read is over, and none is tried more often than the attempts allow.',
  onSent: (world, request) => {
    // The end point of tokens is another one: what the destination asks does not bind it.
    if (request.presents !== undefined) return
    for (const { worker, life, atMs, untilMs } of world.throttles) {
      if (worker !== request.worker || life !== request.life) continue
      // Whatever was handed to the socket before is on its way.
      if (request.dispatchedMs <= atMs || (request.sentMs ?? 0) >= untilMs) continue
      world.violate(
        'INV-10',
        `request ${request.number} was sent ${untilMs - (request.sentMs ?? 0)} ms before Retry-After`,
      )
    }
    if (request.idempotencyKey === '') return
    const tries = world.requests.filter(
      ({ idempotencyKey, runName, fault }) =>
        idempotencyKey === request.idempotencyKey &&
        runName === request.runName &&
        fault?.startsWith('throttled') !== true,
    )
    // What a run recovers it can send once for the run that died and once for itself.
    const deliveries = world.runOf(request)?.hasRecovered === true ? recoveriesMax : 1
    if (tries.length > triesMax * deliveries) {
      world.violate(
        'INV-10',
        `request ${request.number} is try ${tries.length} of the same content`,
      )
    }
  },
}

/** INV-11. */
export const quotaKept: Invariant = {
  id: 'INV-11',
  name: 'quota',
  sentence:
    'In every sliding window at the destination no more requests of one process arrive than the quota allows.',
  onArrived: (world, request) => {
    const { requestsPer10s } = world.story.config
    if (requestsPer10s === undefined || request.presents !== undefined) return
    const nowMs = world.scheduler.nowMs
    const arrivals = world.arrivalsOf(request)
    arrivals.push(nowMs)
    const recent = arrivals.filter((atMs) => atMs > nowMs - windowMs)
    if (recent.length > requestsPer10s) {
      world.violate(
        'INV-11',
        `${recent.length} requests arrived within 10 s, where ${requestsPer10s} are allowed`,
      )
    }
  },
}

/** INV-17. */
export const bisectCost: Invariant = {
  id: 'INV-17',
  name: 'bisect cost',
  sentence:
    'A batch of n records, p of which are at fault, costs at most min(2n − 1, 2p⌈log₂ n⌉ + 1) requests.',
  onRunEnd: (world, run) => {
    const { atomicity, requestBytesMax } = world.story.config
    // Positions of a plan that a recovery sends belong to another run.
    const isMixed = run.hasRecovered || requestBytesMax !== undefined
    if (atomicity !== 'all-or-none' || isMixed) return
    const writes = run.requests.filter(({ rows }) => rows.length > 0)
    if (writes.some(({ isAnswered, fault }) => !isAnswered || fault !== undefined)) return
    // A connector that broke down around its request did not tell what it was answered.
    if (writes.some(({ idempotencyKey }) => world.connectorCrashes.has(idempotencyKey))) return
    // What brings the destination down is no refusal: it is looked for under another bound.
    if (writes.some(({ rows }) => rows.some(({ fields }) => isPoison(fields)))) return
    const batches: { ids: Set<string>; bad: Set<string>; requests: number }[] = []
    for (const { rows } of writes) {
      const whole = batches.find(({ ids }) => rows.every(({ id }) => ids.has(id)))
      if (whole === undefined) {
        const bad = rows.filter(({ fields }) => String(fields['name']).startsWith('bad'))
        const ids = new Set(rows.map(({ id }) => id))
        batches.push({ ids, bad: new Set(bad.map(({ id }) => id)), requests: 1 })
      } else {
        whole.requests++
        if (whole.ids.size > 16 && rows.length === 1) world.goals.hit('bisect depth >= 5')
      }
    }
    for (const { ids, bad, requests } of batches) {
      const n = ids.size
      const bound = Math.min(2 * n - 1, 2 * bad.size * Math.ceil(Math.log2(n)) + 1)
      if (run.action.source === undefined && requests > bound && n > 1) {
        world.violate('INV-17', `${requests} requests for ${bad.size} bad records of ${n}`)
      }
    }
  },
}
