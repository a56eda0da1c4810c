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

type AnswerHeaders = Readonly<Record<string, string>>

/** A limit that only the vendor knows; every answer says what is left of it. */
export interface LearnedLimiter {
  take(wait: Wait): Permit | Promise<Permit>
}

/** What the headers of an answer say; `undefined` where they say nothing. */
export type ReadLimit = (headers: AnswerHeaders, nowMs: number) => LearnedLimit | undefined

/** Longer promises than this are mistakes or attacks. */
const resetMsMax = 24 * 60 * 60 * 1000
const unitsMax = 1e9

/**
 * Creates a limiter that knows nothing yet. Until the first answer it lets a single request through; afterwards it
 * spends what the vendor says is left, less what is under way, and then waits for the reset.
 */
export function createLearnedLimiter(id: string, clock: Clock, read: ReadLimit): LearnedLimiter {
  return new Learned(id, clock, read)
}

/** What had been going on when a request was let go. */
interface Departure {
  readonly atMs: number
  /** How many requests had been let go, this one included. */
  readonly letGo: number
  /** How many of the others were not answered yet. */
  readonly others: number
}

class Learned implements LearnedLimiter {
  readonly #id: string
  readonly #clock: Clock
  readonly #read: ReadLimit
  readonly #queue = createWaitQueue(() => this.#serve())
  /** How many more may go; unknown before the first answer and where answers say nothing. */
  #left: number | 'untold' | 'silent' = 'untold'
  #underWay = 0
  #letGo = 0
  #resetAtMs = 0
  /** When it last came out that somebody else spends the limit too. */
  #sharedAtMs = Number.NEGATIVE_INFINITY
  #fresh: { readonly limit: number; readonly windowMs: number } | undefined
  readonly #alarm: ReturnType<typeof createAlarm>

  constructor(id: string, clock: Clock, read: ReadLimit) {
    this.#id = id
    this.#clock = clock
    this.#read = read
    this.#alarm = createAlarm(clock, () => this.#serve())
  }

  take(wait: Wait): Permit | Promise<Permit> {
    this.#refresh()
    if (this.#queue.length === 0 && this.#mayGo()) {
      this.#count()
      return this.#permit()
    }
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
    return this.#permit()
  }

  #learn(told: LearnedLimit | undefined, departure: Departure): void {
    const nowMs = this.#clock.monotonicMs()
    if (told === undefined) {
      if (this.#left === 'untold') this.#left = 'silent'
    } else {
      this.#left = this.#leftBy(Math.min(told.remaining, unitsMax), departure, nowMs)
      this.#resetAtMs = nowMs + Math.min(Math.max(0, told.resetMs), resetMsMax)
      this.#fresh = freshWindow(told) ?? this.#fresh
    }
    this.#serve()
  }

  /** What is left, where the vendor says so of the moment at which it counted one request. */
  #leftBy(remaining: number, departure: Departure, nowMs: number): number {
    // Whatever else is under way may have come after that moment.
    const least = Math.max(0, remaining - (this.#underWay - 1))
    const known = this.#left
    if (typeof known !== 'number') return least
    if (remaining < known) this.#sharedAtMs = nowMs
    if (least <= known) return least
    // More than we knew of: units came back, or the answer is older than what others spent.
    if (departure.atMs < this.#sharedAtMs) return known
    const letGoSince = this.#letGo - departure.letGo
    return Math.max(known, remaining - letGoSince - departure.others)
  }

  #waitUntilMs(): number {
    return this.#left === 0 ? this.#resetAtMs : 0
  }

  #mayGo(): boolean {
    if (this.#left === 'silent') return true
    return this.#left === 'untold' ? this.#underWay === 0 : this.#left >= 1
  }

  #permit(): Permit {
    const departure: Departure = {
      atMs: this.#clock.monotonicMs(),
      letGo: this.#letGo,
      others: this.#underWay - 1,
    }
    let isOpen = true
    const close = (isSpent: boolean) => {
      if (!isOpen) return
      isOpen = false
      this.#underWay -= 1
      if (!isSpent && typeof this.#left === 'number') this.#left += 1
      this.#serve()
    }
    return {
      sent: () => {},
      answered: () => close(true),
      giveBack: () => close(false),
      learn: (headers, nowMs) => {
        const told = this.#read(headers, nowMs)
        this.#learn(told, departure)
        return told?.remaining === 0 ? told.resetMs : undefined
      },
    }
  }

  #count(): void {
    this.#letGo += 1
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
  return { limit: Math.min(limit, unitsMax), windowMs: Math.min(windowMs, resetMsMax) }
}
