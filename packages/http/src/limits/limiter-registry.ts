import type { Clock, ConcurrencyQuota, HeaderQuota, WindowQuota } from '@revetl/sdk'
import { createAdaptiveThrottle, type AdaptiveThrottle } from '../attempts/adaptive-throttle.ts'
import { createCircuitBreaker, type CircuitBreaker } from '../attempts/circuit-breaker.ts'
import { createRetryBudget, type RetryBudget } from '../attempts/retry-budget.ts'
import { createAdaptiveLimit, type AdaptiveLimit } from './adaptive-limit.ts'
import { createLearnedLimiter, type LearnedLimiter } from './learned-limiter.ts'
import { learnedLimit } from './rate-limit-fields.ts'
import { createPause, type Pause } from './pause.ts'
import { createSlots, type Slots } from './slots.ts'
import { createWindowLimiter, type WindowLimiter } from './window-limiter.ts'

/** What the limiters of a process are made of. */
export interface LimiterRegistryOptions {
  readonly clock: Clock
  /** Draws from [0, 1). */
  readonly random: () => number
}

/** What all gateways of one connection share. */
export interface ConnectionLimits {
  /** The connection's name. */
  readonly id: string
  readonly pause: Pause
  readonly breaker: CircuitBreaker
  readonly throttle: AdaptiveThrottle
  readonly retries: RetryBudget
  readonly adaptive: AdaptiveLimit
  readonly slots: Slots
}

/** The limiters of a process: one for each quota, whoever spends it. Only gateways call its methods. */
export interface LimiterRegistry {
  connection(name: string, inFlightMax: number): ConnectionLimits
  /** The pause of everybody who spends a quota. */
  pause(quotaId: string): Pause
  /** The window of a quota, one for each key where it counts by key. */
  window(quota: WindowQuota, key: string): WindowLimiter
  concurrency(quota: ConcurrencyQuota): Slots
  learned(quota: HeaderQuota): LearnedLimiter
}

const idleWindowsMax = 1000

/** Creates the limiters of a process. */
export function createLimiterRegistry(options: LimiterRegistryOptions): LimiterRegistry {
  const { clock, random } = options
  const connections = new Map<string, ConnectionLimits>()
  const pauses = new Map<string, Pause>()
  const windows = new Map<string, WindowLimiter>()
  const keyed = new Map<string, WindowLimiter>()
  const slots = new Map<string, Slots>()
  const learned = new Map<string, LearnedLimiter>()
  return {
    connection: (name, inFlightMax) =>
      entry(connections, name, () => createConnectionLimits(name, inFlightMax, options)),
    pause: (quotaId) => entry(pauses, quotaId, () => createPause(quotaId, clock, random)),
    window: (quota, key) => {
      const { id, max, perMs } = quota
      // Gateways hold on to the windows that have no key; there may be any number of keys.
      const isKeyed = quota.each === 'key'
      if (isKeyed && keyed.size > idleWindowsMax) dropIdle(keyed)
      const window = entry(isKeyed ? keyed : windows, windowName(quota, key), () =>
        createWindowLimiter(id, max, perMs, clock),
      )
      window.lowerTo(max)
      return window
    },
    concurrency: (quota) => {
      const name = JSON.stringify([quota.id, quota.appliesTo])
      const found = entry(slots, name, () => createSlots(quota.id, quota.max, clock))
      if (quota.max < found.limit) found.resize(quota.max)
      return found
    },
    learned: (quota) =>
      entry(learned, JSON.stringify([quota.id, quota.appliesTo, quota.headers]), () =>
        createLearnedLimiter(quota.id, clock, (headers, nowMs) =>
          learnedLimit(quota, headers, nowMs),
        ),
      ),
  }
}

function createConnectionLimits(
  name: string,
  inFlightMax: number,
  { clock, random }: LimiterRegistryOptions,
): ConnectionLimits {
  return {
    id: name,
    pause: createPause(name, clock, random),
    breaker: createCircuitBreaker(),
    throttle: createAdaptiveThrottle(),
    retries: createRetryBudget(),
    adaptive: createAdaptiveLimit(inFlightMax),
    slots: createSlots(name, inFlightMax, clock),
  }
}

/** One account may have several windows under one id, such as a burst and a day. */
function windowName(quota: WindowQuota, key: string): string {
  return JSON.stringify([quota.id, quota.unit, quota.perMs, quota.appliesTo, key])
}

function entry<Value>(map: Map<string, Value>, name: string, create: () => Value): Value {
  let value = map.get(name)
  if (value === undefined) {
    value = create()
    map.set(name, value)
  }
  return value
}

function dropIdle(windows: Map<string, WindowLimiter>): void {
  for (const [name, window] of windows) if (window.isIdle) windows.delete(name)
}
