import type { Clock } from '@revetl/sdk'
import { createAlarm } from '../alarm.ts'
import type { Permit } from './window-limiter.ts'
import { createWaitQueue } from './wait-queue.ts'
import { queueLengthMax } from './slots.ts'
import { beyondPatience, type Wait } from './wait.ts'

/** What the headers of one answer say. */
export interface LearnedLimit {
  readonly remaining: number
  /** From now, in milliseconds. */
  readonly resetMs: number
  /** Units of a fresh window, where the vendor tells. */
  readonly limit?: number
  /** Length of the window, where the vendor tells. */
  readonly windowMs?: number
}

/** A limit that only the vendor knows; every answer says what is left of it. */
export interface LearnedLimiter {
  take(wait: Wait): Permit | Promise<Permit>
  /**
   * What an answer told; `undefined` where it told nothing. `sentMs` is when its request went out. To be called
   * before the request's permit is closed.
   */
  learn(told: LearnedLimit | undefined, sentMs: number): void
}

/** Longer promises than this are mistakes or attacks. */
const resetMsMax = 24 * 60 * 60 * 1000

/**
 * Creates a limiter that knows nothing yet. Until the first answer it lets a single request through; afterwards it
 * spends what the vendor says is left, less what is under way, and then waits for the reset.
 */
export function createLearnedLimiter(id: string, clock: Clock): LearnedLimiter {
  return new Learned(id, clock)
}

class Learned implements LearnedLimiter {
  readonly #id: string
  readonly #clock: Clock
  readonly #queue = createWaitQueue(() => this.#serve())
  /** How many more may go; unknown before the first answer and where answers say nothing. */
  #left: number | 'untold' | 'silent' = 'untold'
  #underWay = 0
  #resetAtMs = 0
  #toldMs = Number.NEGATIVE_INFINITY
  #fresh: { readonly limit: number; readonly windowMs: number } | undefined
  readonly #alarm: ReturnType<typeof createAlarm>

  constructor(id: string, clock: Clock) {
    this.#id = id
    this.#clock = clock
    this.#alarm = createAlarm(clock, () => this.#serve())
  }

  take(wait: Wait): Permit | Promise<Permit> {
    this.#refresh()
    if (this.#queue.length === 0 && this.#mayGo()) return this.#permit()
    return this.#takeLater(wait)
  }

  async #takeLater(wait: Wait): Promise<Permit> {
    const startMs = this.#clock.monotonicMs()
    if (this.#queue.length >= queueLengthMax || this.#waitUntilMs() > wait.endMs) {
      throw beyondPatience(wait, this.#id, Math.max(1000, this.#resetAtMs - startMs))
    }
    const turn = this.#queue.join(1, wait.signal)
    this.#serve()
    await turn
    wait.count(this.#id, this.#clock.monotonicMs() - startMs)
    return this.#permit(false)
  }

  learn(told: LearnedLimit | undefined, sentMs: number): void {
    const nowMs = this.#clock.monotonicMs()
    if (told === undefined) {
      if (this.#left === 'untold') this.#left = 'silent'
    } else {
      // The answered request itself is no longer under way.
      const left = Math.max(0, Math.min(told.remaining, 1e9) - (this.#underWay - 1))
      // An answer to a request that went out before the last word arrived may be older than that word.
      const isNewer = sentMs >= this.#toldMs
      this.#left = typeof this.#left === 'number' && !isNewer ? Math.min(this.#left, left) : left
      this.#resetAtMs = nowMs + Math.min(Math.max(0, told.resetMs), resetMsMax)
      this.#toldMs = nowMs
      this.#fresh = freshWindow(told) ?? this.#fresh
    }
    this.#serve()
  }

  #waitUntilMs(): number {
    return this.#left === 0 ? this.#resetAtMs : 0
  }

  #mayGo(): boolean {
    if (this.#left === 'silent') return true
    return this.#left === 'untold' ? this.#underWay === 0 : this.#left >= 1
  }

  #permit(isNew = true): Permit {
    if (isNew) this.#count()
    let isOpen = true
    const close = (isSpent: boolean) => {
      if (!isOpen) return
      isOpen = false
      this.#underWay -= 1
      if (!isSpent && typeof this.#left === 'number') this.#left += 1
      this.#serve()
    }
    return { sent: () => {}, answered: () => close(true), giveBack: () => close(false) }
  }

  #count(): void {
    this.#underWay += 1
    if (typeof this.#left === 'number') this.#left -= 1
  }

  /** After the reset a fresh window is there, or, where its size is not known, the next answer tells. */
  #refresh(): void {
    if (typeof this.#left !== 'number') return
    const nowMs = this.#clock.monotonicMs()
    if (nowMs < this.#resetAtMs) return
    this.#left =
      this.#fresh === undefined ? 'untold' : Math.max(0, this.#fresh.limit - this.#underWay)
    this.#resetAtMs = nowMs + (this.#fresh?.windowMs ?? 0)
  }

  #serve(): void {
    this.#refresh()
    while (this.#queue.length > 0 && this.#mayGo()) {
      this.#count()
      this.#queue.admitFirst()
    }
    if (this.#queue.length > 0 && this.#left === 0) this.#alarm.set(this.#resetAtMs)
    else this.#alarm.clear()
  }
}

function freshWindow(told: LearnedLimit): { limit: number; windowMs: number } | undefined {
  const { limit, windowMs } = told
  if (limit === undefined || windowMs === undefined || limit < 1 || windowMs < 1) return undefined
  return { limit: Math.min(limit, 1e9), windowMs: Math.min(windowMs, resetMsMax) }
}
