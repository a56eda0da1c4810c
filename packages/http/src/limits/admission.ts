import { RevError, type Clock } from '@revetl/sdk'
import type { Claims } from './quota-claims.ts'
import type { ConnectionLimits } from './limiter-registry.ts'
import type { Pause } from './pause.ts'
import type { Slots } from './slots.ts'
import { beyondPatience, type Wait } from './wait.ts'
import type { Permit } from './window-limiter.ts'

/** What a request holds while it is under way. */
export interface Admission {
  readonly permits: readonly Permit[]
  readonly slots: readonly Slots[]
  readonly probes: readonly Pause[]
}

/** Who decides when a request may go. */
export interface Gatekeeper {
  readonly limits: ConnectionLimits
  readonly clock: Clock
  /** Draws from [0, 1). */
  readonly random: () => number
}

/** How long a request that is held back waits before it tries again; up to twice as long. */
const heldMs = 250

const noClaims: Claims = { claims: [], pauses: [] }

/** The claims of a connection without quotas. */
export function claimNothing(): Claims {
  return noClaims
}

/**
 * Lets a request go at once where nothing stands in its way.
 * @throws `REV_HTTP_UNAVAILABLE` while the circuit breaker is open.
 */
export function admitAtOnce(keeper: Gatekeeper, claims: Claims, wait: Wait): Admission | undefined {
  const { limits } = keeper
  checkBreaker(keeper, wait)
  if (claims.claims.length > 0 || !limits.pause.isOpen) return undefined
  if (isHeld(keeper) || !limits.slots.tryTake()) return undefined
  enter(keeper)
  return { permits: [], slots: [limits.slots], probes: [] }
}

/**
 * Waits until a request may go: for what the vendor asked, for units, for slots.
 * @throws `REV_HTTP_THROTTLED` beyond patience, `REV_HTTP_UNAVAILABLE` while the breaker is open, the signal's reason.
 */
export async function admit(keeper: Gatekeeper, claims: Claims, wait: Wait): Promise<Admission> {
  const gates = [keeper.limits.pause, ...claims.pauses]
  await holdBack(keeper, wait)
  for (;;) {
    checkBreaker(keeper, wait)
    const held: Held = { permits: [], slots: [], probes: [] }
    try {
      await takeAll(keeper, claims, gates, wait, held)
      checkBreaker(keeper, wait)
    } catch (error) {
      putBack(held)
      throw error
    }
    // While it waited for units, somebody else may have been told to come back later.
    if (gates.every((gate) => gate.lets(held.probes.includes(gate)))) {
      enter(keeper)
      return held
    }
    putBack(held)
  }
}

interface Held {
  readonly permits: Permit[]
  readonly slots: Slots[]
  readonly probes: Pause[]
}

async function takeAll(
  keeper: Gatekeeper,
  claims: Claims,
  gates: readonly Pause[],
  wait: Wait,
  held: Held,
): Promise<void> {
  for (const gate of gates) {
    if (!gate.isOpen && (await gate.pass(wait))) held.probes.push(gate)
  }
  for (const claim of claims.claims) {
    if (claim.kind === 'units') {
      const permit = claim.take(wait)
      held.permits.push(permit instanceof Promise ? await permit : permit)
    } else await takeSlot(claim.slots, wait, held)
  }
  await takeSlot(keeper.limits.slots, wait, held)
}

async function takeSlot(slots: Slots, wait: Wait, held: Held): Promise<void> {
  if (!slots.tryTake()) await slots.take(wait)
  held.slots.push(slots)
}

/**
 * Tells whoever let a request go what the headers of its answer say of limits.
 * @param nowMs of the wall clock
 * @returns how long the vendor wants us to wait, where nothing is left
 */
export function learnLimits(
  { permits }: Admission,
  headers: Readonly<Record<string, string>>,
  nowMs: number,
): number | undefined {
  let waitMs: number | undefined
  for (const permit of permits) {
    const emptyMs = permit.learn?.(headers, nowMs)
    if (emptyMs !== undefined) waitMs = Math.max(waitMs ?? 0, emptyMs)
  }
  return waitMs
}

/** Gives everything back that a request did not use. */
export function putBack(held: Admission): void {
  for (const slots of held.slots) slots.free()
  for (const permit of held.permits) permit.giveBack()
  for (const probe of held.probes) probe.settleProbe('unclear')
}

function enter({ limits, clock }: Gatekeeper): void {
  const nowMs = clock.monotonicMs()
  limits.breaker.enter(nowMs)
  limits.throttle.enter(nowMs)
}

/** Whether the throttle holds this request back; the probe of a breaker is what would prove it wrong. */
function isHeld({ limits, clock, random }: Gatekeeper): boolean {
  const share = limits.breaker.isClosed ? limits.throttle.heldShare(clock.monotonicMs()) : 0
  return share > 0 && random() < share
}

/** Waits as long as the throttle holds a request back. */
async function holdBack(keeper: Gatekeeper, wait: Wait): Promise<void> {
  const { limits, clock, random } = keeper
  const startMs = clock.monotonicMs()
  while (isHeld(keeper)) {
    await clock.sleep(heldMs + random() * heldMs, wait.signal)
    checkBreaker(keeper, wait)
    if (clock.monotonicMs() > wait.endMs) throw beyondPatience(wait, limits.id, heldMs)
  }
  wait.count(limits.id, clock.monotonicMs() - startMs)
}

function checkBreaker({ limits, clock }: Gatekeeper, wait: Wait): void {
  const afterMs = limits.breaker.waitMs(clock.monotonicMs())
  if (afterMs === 0) return
  throw new RevError(
    'REV_HTTP_UNAVAILABLE',
    `Failed to send ${wait.title}: most requests of this connection failed, so it is left alone for ${Math.ceil(afterMs / 1000)} s.`,
    { delivery: 'not-sent', afterMs: Math.ceil(afterMs) },
  )
}
