import {
  isJobRequest,
  jobOf,
  type AppliedOperation,
  type SentRequest,
} from '../destination-model.ts'
import { hasFields } from '../oracle.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** How long a request is on the wire. */
const wireMs = 100

/** INV-4. */
export const duplicateBound: Invariant = {
  id: 'INV-4',
  name: 'duplicate bound',
  sentence:
    'A record is applied again with the same content only where a process died or an answer was lost since; never with honoured idempotency keys, with reconcile, or with hold; and no second job is asked for while the end of a first one, whose handle is kept, is not known.',
  onSent: (world, request) => {
    if (!isJobRequest(request)) return
    const open = world.requests.filter(
      (one) => one !== request && isJobRequest(one) && isToBeAskedAbout(world, one),
    )
    for (const { key } of request.rows) {
      const job = open.find(({ rows }) => rows.some((row) => row.key === key))
      if (job === undefined) continue
      world.violate(
        'INV-4',
        `request ${request.number} asks for a second job for record ${key}, and ${jobOf(job)} is known`,
      )
    }
  },
  onApplied: (world, applied) => {
    if (applied.isDoubled) return
    const earlier = world.destination.log
      .slice(0, world.destination.log.indexOf(applied))
      .filter(({ row, isDoubled }) => row.key === applied.row.key && !isDoubled)
    const former = earlier.at(-1)
    if (former === undefined || !isRepeat(world, former, applied)) return
    if (isNeverRepeated(world, applied)) {
      if (isKeyLost(world, former, applied)) return world.excuse('idempotency key outlived')
      if (isDecided(world, former.request, applied)) return
      world.duplicate()
      world.violate(
        'INV-4',
        `record ${applied.row.key} was applied twice: ${words(former, applied)}`,
      )
      return
    }
    if (isInDoubt(world, former.request, applied)) return
    world.duplicate()
    world.violate(
      'INV-4',
      `record ${applied.row.key} was applied twice without need: ${words(former, applied)}`,
    )
  },
}

/** Whether the end of a job is to be asked for; a connector that broke down did not say that it knows of one. */
function isToBeAskedAbout({ jobs, connectorCrashes }: World, request: SentRequest): boolean {
  return jobs.isOpen(jobOf(request)) && !connectorCrashes.has(request.idempotencyKey)
}

function isRepeat(world: World, former: AppliedOperation, applied: AppliedOperation): boolean {
  const { mode } = world.story.config
  // A replacement writes everything anew.
  if (mode === 'replace') return false
  return (
    former.operation === applied.operation &&
    former.row.payload === applied.row.payload &&
    former.request !== applied.request &&
    !isRightlyResent(world, former, applied)
  )
}

/** Whether another version of the sync sends every record once more: a newer one, or an older one that waited long. */
function isRightlyResent(
  world: World,
  { request: former }: AppliedOperation,
  { request }: AppliedOperation,
): boolean {
  return former.resends < world.resends || former.resends !== request.resends
}

function isNeverRepeated({ story }: World, { operation }: AppliedOperation): boolean {
  const { kind, onAmbiguous } = story.config
  if (operation === 'delete' || operation === 'remove') return onAmbiguous === 'hold'
  return kind === 'append-key' || kind === 'create' || kind === 'append' || onAmbiguous === 'hold'
}

/**
 * Whether the vendor had forgotten the key by the time of a try under it, by the clock of the vendor: it then applied
 * the content anew, or refused it, after which it is sent under another key.
 */
function isKeyLost(
  world: World,
  { request: first, atMs }: AppliedOperation,
  applied: AppliedOperation,
) {
  const { kind, keyLifetimeMs } = world.story.config
  if (kind !== 'append-key') return false
  return world.requests.some(({ idempotencyKey, sentMs = 0, number }) => {
    const isLate = sentMs - atMs >= keyLifetimeMs - wireMs
    return idempotencyKey === first.idempotencyKey && isLate && number <= applied.request.number
  })
}

/**
 * Whether another content was to be sent in between of which nobody knew, and an operator had it sent over: it may have
 * been a connector that hung, before any request.
 */
function isDecided(world: World, since: SentRequest, applied: AppliedOperation): boolean {
  const { key, fields, payload } = applied.row
  const wasOther = world.sentOver.some(
    ({ after, ...one }) =>
      one.key === key &&
      after >= since.number &&
      one.fields !== undefined &&
      !hasFields(fields, one.fields),
  )
  if (wasOther) return true
  return (
    world.operatorKeys.has(key) &&
    world.requests.some(({ number, rows }) => {
      const isBetween = number > since.number && number < applied.request.number
      return isBetween && rows.some((row) => row.key === key && row.payload !== payload)
    })
  )
}

/** Whether anything that was sent of a record since then may have been applied without the ledger knowing. */
function isInDoubt(world: World, since: SentRequest, applied: AppliedOperation): boolean {
  return world.requests
    .filter(({ number, rows }) => {
      const isBetween = number >= since.number && number < applied.request.number
      return isBetween && rows.some(({ key }) => key === applied.row.key)
    })
    .some((request) => isUncertain(world, request, applied.row.key))
}

function isUncertain(world: World, request: SentRequest, key: number): boolean {
  const row = request.rows.find((one) => one.key === key)
  if (row === undefined || world.watch.isDelivered(request, row.id)) return false
  const verdict = request.verdicts.get(row.id)
  if (verdict === undefined) return true
  const run = world.runOf(request)
  if (run === undefined) return true
  return (
    run.end === 'crashed' ||
    run.hadStoreFailure ||
    run.hasLostLease ||
    run.wasCancelled ||
    run.wasPaused ||
    world.connectorCrashes.has(request.idempotencyKey)
  )
}

function words(former: AppliedOperation, { request, row }: AppliedOperation): string {
  return `requests ${former.request.number} and ${request.number}, ${row.payload}`
}
