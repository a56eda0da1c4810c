import type { Clock } from '@revetl/sdk'
import Bottleneck from 'bottleneck'
import { createAlarm } from '../alarm.ts'
import { createRecentMinimum } from './recent-minimum.ts'
import { createReleases } from './releases.ts'
import { queueLengthMax } from './slots.ts'
import { createWaitQueue } from './wait-queue.ts'
import { beyondPatience, type Wait } from './wait.ts'

/** The right to send units to the vendor. Ends by an answer or by being given back. */
export interface Permit {
  /** The last byte left at this time, by the monotonic clock. */
  sent(atMs: number): void
  /** An answer came, or none will: the units can have reached the vendor up to this time. */
  answered(atMs: number): void
  /** The units never left. */
  giveBack(): void
  /**
   * Takes note of what the headers of the answer say of the limit, before the permit ends.
   * @param nowMs of the wall clock
   * @returns how long the vendor wants us to wait, where nothing is left
   */
  learn?(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined
}

/** A vendor's window: at most `max` units in any `perMs`, wherever the window is laid. */
export interface WindowLimiter {
  /** The largest request that could ever pass. */
  readonly max: number
  /** Whether nothing is spent, waited for or on its way back. */
  readonly isIdle: boolean
  /** Permits for a request, at once where some are in hand. @throws `REV_HTTP_THROTTLED` beyond patience. */
  take(units: number, wait: Wait): Permit | Promise<Permit>
  /** Another gateway knows a lower limit of the same window: the lower one holds. */
  lowerTo(max: number): void
}

// Two clocks and a timer lie between an answer and the next request.
const marginMs = 2
// The quickest answers show how long the vendor works after it counted a request. All of that but this share of the
// window is taken off an answer's time; without it, a vendor that works for long would leave the window half empty.
const doubtShare = 0.06
const doubtMsMin = 20
const latencyWindows = 3

/**
 * Creates the limiter of one window.
 *
 * Bottleneck holds the reservoir. A fixed-window refresh of it would let twice the quota through across an edge, so
 * there is none: a unit goes back one window after the last moment at which its request can have reached the vendor.
 * Bottleneck takes about 2.5 ms a job, so permits are leased in blocks and handed out from hand.
 */
export function createWindowLimiter(
  id: string,
  max: number,
  perMs: number,
  clock: Clock,
): WindowLimiter {
  return new LeasedWindow(id, max, perMs, clock)
}

interface Doubt {
  readonly units: number
  sentMs: number | undefined
  isOver: boolean
}

/** A request that counts as arrived at this time, answered or not. */
interface Arrival {
  readonly doubt: Doubt
  readonly atMs: number
}

class LeasedWindow implements WindowLimiter {
  max: number
  readonly #id: string
  readonly #perMs: number
  readonly #clock: Clock
  readonly #reservoir: Bottleneck
  readonly #releases: ReturnType<typeof createReleases>
  readonly #alarm: ReturnType<typeof createAlarm>
  readonly #quickest: ReturnType<typeof createRecentMinimum>
  /** The longest that a request usually travels before the vendor counts it. */
  readonly #travelMs: number
  /** Sent and perhaps not answered, in the order of sending; only kept where answers are not waited for. */
  #doubtful: Arrival[] = []
  readonly #queue = createWaitQueue(() => this.#serve())
  /** Units in the reservoir, as far as this process knows. */
  #inReservoir: number
  /** Units leased and not yet handed out. */
  #inHand = 0
  #isLeasing = false

  constructor(id: string, max: number, perMs: number, clock: Clock) {
    this.#id = id
    this.max = max
    this.#perMs = perMs
    this.#clock = clock
    this.#inReservoir = max
    this.#reservoir = new Bottleneck({ reservoir: max })
    this.#releases = createReleases(Math.max(1, perMs / 500))
    this.#alarm = createAlarm(clock, () => this.#serve())
    this.#quickest = createRecentMinimum(latencyWindows * perMs)
    this.#travelMs = Math.max(doubtMsMin, perMs * doubtShare)
  }

  get isIdle(): boolean {
    this.#collect()
    return this.#inReservoir + this.#inHand >= this.max && this.#queue.length === 0
  }

  take(units: number, wait: Wait): Permit | Promise<Permit> {
    this.#collect()
    if (this.#queue.length === 0 && this.#inHand >= units) return this.#handOut(units)
    return this.#takeLater(units, wait)
  }

  lowerTo(max: number): void {
    if (max >= this.max) return
    this.#refill(max - this.max)
    this.max = max
  }

  async #takeLater(units: number, wait: Wait): Promise<Permit> {
    const startMs = this.#clock.monotonicMs()
    const waitMs = this.#estimateMs(units)
    if (this.#queue.length >= queueLengthMax || startMs + waitMs > wait.endMs) {
      throw beyondPatience(wait, this.#id, waitMs)
    }
    const turn = this.#queue.join(units, wait.signal)
    this.#serve()
    await turn
    wait.count(this.#id, this.#clock.monotonicMs() - startMs)
    return this.#permit(units)
  }

  #handOut(units: number): Permit {
    this.#inHand -= units
    return this.#permit(units)
  }

  #permit(units: number): Permit {
    const doubt: Doubt = { units, sentMs: undefined, isOver: false }
    return {
      sent: (atMs) => {
        doubt.sentMs = atMs
        if (this.#isSlow) this.#doubtful.push({ doubt, atMs: atMs + this.#travelMs })
      },
      answered: (atMs) => {
        const { sentMs } = doubt
        if (sentMs !== undefined) this.#quickest.add(atMs - sentMs, atMs)
        const workMs = Math.max(0, this.#quickest.value - this.#travelMs)
        this.#bringBack(doubt, sentMs === undefined ? atMs : Math.max(sentMs, atMs - workMs))
        this.#serve()
      },
      giveBack: () => {
        if (doubt.isOver) return
        doubt.isOver = true
        this.#inHand += units
        this.#serve()
      },
    }
  }

  /** Whether even the quickest answers take longer than a whole window: waiting for them would starve it. */
  get #isSlow(): boolean {
    return this.#quickest.value >= this.#travelMs + this.#perMs
  }

  #bringBack(doubt: Doubt, arrivedMs: number): void {
    if (doubt.isOver) return
    doubt.isOver = true
    this.#releases.add(arrivedMs + this.#perMs + marginMs, doubt.units)
  }

  /** Hands out what is in hand, then sees to it that more comes. */
  #serve(): void {
    this.#collect()
    while (this.#queue.length > 0 && this.#inHand >= this.#queue.firstUnits) {
      this.#inHand -= this.#queue.firstUnits
      this.#queue.admitFirst()
    }
    if (this.#queue.length > 0 && this.#inReservoir > 0) void this.#lease()
    const nextMs = this.#queue.length > 0 ? this.#nextReleaseMs() : undefined
    if (nextMs === undefined) this.#alarm.clear()
    else this.#alarm.set(nextMs)
  }

  #nextReleaseMs(): number | undefined {
    return this.#releases.nextMs ?? this.#doubtful[0]?.atMs
  }

  async #lease(): Promise<void> {
    if (this.#isLeasing) return
    this.#isLeasing = true
    // A twentieth in advance, so that requests one after another do not pay for a lease each.
    const wanted = Math.max(this.#queue.units - this.#inHand, Math.ceil(this.max / 20))
    const units = Math.min(wanted, this.#inReservoir)
    this.#inReservoir -= units
    await this.#reservoir.schedule({ weight: units }, () => Promise.resolve())
    this.#inHand += units
    this.#isLeasing = false
    this.#serve()
  }

  /** Puts units back whose window is over. */
  #collect(): void {
    const nowMs = this.#clock.monotonicMs()
    if (this.#doubtful.length > 0) this.#settleDoubts(nowMs)
    const due = this.#releases.takeDue(nowMs)
    if (due > 0) this.#refill(due)
  }

  /** Requests that have travelled for long enough count as arrived, answered or not. */
  #settleDoubts(nowMs: number): void {
    let arrived = 0
    for (const { doubt, atMs } of this.#doubtful) {
      if (!doubt.isOver && atMs > nowMs) break
      this.#bringBack(doubt, atMs)
      arrived += 1
    }
    this.#doubtful = this.#doubtful.slice(arrived)
  }

  #refill(units: number): void {
    this.#inReservoir += units
    void this.#reservoir.incrementReservoir(units)
  }

  #estimateMs(units: number): number {
    const missing = this.#queue.units + units - this.#inHand - this.#inReservoir
    if (missing <= 0) return 0
    const nowMs = this.#clock.monotonicMs()
    const rounds = Math.floor((missing - 1) / this.max)
    const rest = missing - rounds * this.max
    const atMs = this.#releases.timeOf(rest) ?? nowMs + this.#perMs
    return Math.max(0, atMs - nowMs) + rounds * this.#perMs
  }
}
