import { SeededRandom } from './seeded-random.ts'
import type { FaultKind, Story } from './story.ts'

/**
 * Decides which faults happen. Each decision depends on its own name alone, so that a story with a part taken away
 * still has the other faults.
 */
export class Faults {
  readonly #story: Pick<Story, 'seed' | 'rates' | 'muted'>
  readonly #muted: ReadonlySet<string>
  /** Names of those that happened, in order. */
  readonly fired: string[] = []
  readonly counts = new Map<string, number>()
  isOn = true

  constructor(story: Pick<Story, 'seed' | 'rates' | 'muted'>) {
    this.#story = story
    this.#muted = new Set(story.muted)
  }

  /** Whether a fault happens to something. */
  happens(kind: FaultKind, to: string): boolean {
    const rate = this.#story.rates[kind] ?? 0
    if (!this.isOn || rate === 0) return false
    const name = `${kind} @ ${to}`
    if (this.#muted.has(name) || !this.randomOf(name).chance(rate)) return false
    this.fired.push(name)
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    return true
  }

  /** The first fault of a list that happens to something. */
  first<Kind extends FaultKind>(kinds: readonly Kind[], to: string): Kind | undefined {
    return kinds.find((kind) => this.happens(kind, to))
  }

  /** Draws that belong to something. */
  randomOf(name: string): SeededRandom {
    return new SeededRandom(`${this.#story.seed} ${name}`)
  }
}
