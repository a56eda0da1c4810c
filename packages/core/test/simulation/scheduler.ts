import { access } from 'node:fs'
import { hashText } from './seeded-random.ts'

/** Somebody whose effects stop when it dies and wait while it is paused. */
export interface Actor {
  readonly name: string
  isDead: boolean
  pausedUntilMs: number
  /** Called before each of its effects: it may die of it, or stand still before it. */
  readonly onEffect: () => Promise<'go' | 'died' | 'paused'>
}

interface Entry {
  readonly atMs: number
  readonly order: number
  readonly actor: Actor | undefined
  readonly label: string
  readonly act: () => void | Promise<void>
}

/** Effects that a schedule may have before it counts as one that never ends. */
const effectsMax = 60_000

/** A schedule that does not come to its end. */
export class EndlessError extends Error {}

/**
 * The one queue of everything that happens: each effect has a virtual time, and one happens after the other. Between
 * two effects all that JavaScript can do by itself is done, so nothing but the queue decides the order.
 */
export class Scheduler {
  readonly #entries: Entry[] = []
  #nowMs = 0
  #order = 0
  #activity = 0
  #effects = 0
  #high = 1
  #low = 2
  /** What happened, in words, where somebody listens. */
  onTrace: ((line: string) => void) | undefined

  get nowMs(): number {
    return this.#nowMs
  }

  /** A digest of everything that has happened. */
  get traceHash(): string {
    return `${this.#high.toString(16).padStart(8, '0')}${this.#low.toString(16).padStart(8, '0')}`
  }

  get effects(): number {
    return this.#effects
  }

  /** Lets something happen later. @returns what calls it off. */
  after(actor: Actor | undefined, label: string, delayMs: number, act: Entry['act']): () => void {
    this.#activity++
    // Whole microseconds: a wait of any length moves the time on.
    const atMs = (Math.round(this.#nowMs * 1000) + Math.ceil(delayMs * 1000)) / 1000
    const entry = { atMs, order: this.#order++, actor, label, act }
    this.#entries.push(entry)
    return () => {
      const place = this.#entries.indexOf(entry)
      if (place >= 0) this.#entries.splice(place, 1)
    }
  }

  /** An effect of an actor that takes some time. The promise never settles when the actor is dead by then. */
  perform<Result>(
    actor: Actor,
    label: string,
    delayMs: number,
    act: () => Result | Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.after(actor, label, delayMs, async () => {
        try {
          resolve(await act())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** Writes into the trace. */
  note(text: string): void {
    this.#high = hashText(text, this.#high)
    this.#low = hashText(text, this.#low ^ 0x9e3779b9)
    this.onTrace?.(`${(this.#nowMs / 1000).toFixed(3).padStart(12)}  ${text}`)
  }

  /** Goes on until something is the case. @throws EndlessError */
  async until(isDone: () => boolean): Promise<void> {
    await this.#settle()
    while (!isDone()) {
      if (await this.#step()) continue
      // Nothing is planned: whatever is going on goes on inside the runtime.
      for (let turns = 0; this.#entries.length === 0 && !isDone(); turns++) {
        if (turns > 2000) throw new EndlessError('nothing is left to happen, and it is not done')
        await immediate()
      }
      await this.#settle()
    }
  }

  /** Lets everything happen that is due within some time. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    await this.#settle()
    while ((this.#next()?.atMs ?? Infinity) <= endMs) await this.#step()
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  /** The next effect, once all is still, and until all is still again. @returns whether there was one. */
  async #step(): Promise<boolean> {
    const entry = this.#next()
    if (entry === undefined) return false
    this.#entries.splice(this.#entries.indexOf(entry), 1)
    this.#nowMs = Math.max(this.#nowMs, entry.atMs)
    const { actor } = entry
    if (actor?.isDead === true) return true
    if (actor !== undefined && this.#isDeferred(entry, actor)) return true
    if (++this.#effects > effectsMax) throw new EndlessError(`more than ${effectsMax} effects`)
    const fate = (await actor?.onEffect()) ?? 'go'
    if (fate !== 'go') {
      if (fate === 'paused' && actor !== undefined) this.#isDeferred(entry, actor)
      return true
    }
    this.note(`${actor?.name ?? 'world'} ${entry.label}`)
    await entry.act()
    await this.#settle()
    return true
  }

  #isDeferred(entry: Entry, { pausedUntilMs }: Actor): boolean {
    if (pausedUntilMs <= this.#nowMs) return false
    this.#entries.push(Object.assign(entry, { atMs: pausedUntilMs }))
    return true
  }

  #next(): Entry | undefined {
    let next: Entry | undefined
    for (const entry of this.#entries) {
      if (
        next === undefined ||
        entry.atMs < next.atMs ||
        (entry.atMs === next.atMs && entry.order < next.order)
      ) {
        next = entry
      }
    }
    return next
  }

  /** Lets JavaScript do all that it can without another effect. */
  async #settle(): Promise<void> {
    let seen: number
    let turns = 0
    do {
      seen = this.#activity
      if (isReading()) await fileTurn()
      await immediate()
      turns++
    } while (turns < 2 || seen !== this.#activity || isWorking())
  }
}

/** Whether the machine itself works on something: a file, or a timer that does not come from the virtual clock. */
function isWorking(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => /^(?:Timeout|Immediate|FSReq|FILEHANDLE|CloseReq)/.test(name))
}

/** Whether the machine works on a file. */
function isReading(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
}

/**
 * Sleeps until the machine has looked at a file, which it does after everything it was asked before: asking again and
 * again whether it is done would take the processor from the thread that does it.
 */
function fileTurn(): Promise<void> {
  return new Promise((resolve) => access('/', () => resolve()))
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
