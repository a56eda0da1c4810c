import type { SeededRandom } from './seeded-random.ts'
import type { RowChange, RowValues } from './story.ts'

/** Names that start with `bad` are refused by the destination for ever. */
export function rowValues(random: SeededRandom): RowValues {
  const name = random.chance(0.04)
    ? `bad ${random.int(1, 3)}`
    : random.chance(0.01)
      ? `poison ${random.int(1, 3)}`
      : random.chance(0.05)
        ? null
        : `n${random.int(1, 999)}`
  return { name, score: random.chance(0.1) ? null : random.int(0, 99) }
}

/** What happens to the source between two runs. */
export function rowChanges(random: SeededRandom, keysMax: number): readonly RowChange[] {
  const key = () => random.int(1, keysMax)
  if (random.chance(0.04)) return [{ do: 'clear' }]
  if (random.chance(0.08)) {
    return Array.from({ length: random.int(3, keysMax) }, () => ({ do: 'remove', key: key() }))
  }
  const changes = Array.from({ length: random.int(1, 8) }, (): RowChange => {
    const draw = random.next()
    if (draw < 0.5) return { do: 'set', key: key(), values: rowValues(random) }
    // Back to what it was: the destination may have what came between.
    if (draw < 0.68) return { do: 'revert', key: key() }
    if (draw < 0.88) return { do: 'remove', key: key() }
    if (draw < 0.95) return { do: 'swap', keys: [key(), key()] }
    if (draw < 0.97) return { do: 'twin', key: key(), values: rowValues(random) }
    return draw < 0.985 ? { do: 'nullKey' } : { do: 'mend' }
  })
  return changes
}
