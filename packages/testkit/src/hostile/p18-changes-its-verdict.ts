import { ok, rejected, retry, unknown, type Outcome } from '@revetl/sdk'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { destinationWith, writeHonestly } from './honest-destination.ts'

/** Says yes to the first record and asks for the others again, and then takes the yes back. */
function takesItsYesBack(answer: (change: { readonly id: string }) => Outcome): HostileDestination {
  const accepted = new Set<string>()
  return destinationWith({}, async (batch, ctx) => {
    await writeHonestly(batch, ctx)
    const [first, ...others] = batch.changes
    if (accepted.size === 0 && first !== undefined && others.length > 0) {
      accepted.add(first.id)
      return [ok(first), ...others.map((change) => retry(change))]
    }
    return [
      ...[...accepted].map((id) => answer({ id })),
      ...batch.changes.map((change) => ok(change)),
    ]
  })
}

/** Mulberry32 of a fixed seed: the same verdicts in every run. */
function drawsFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Writes every time, and draws its verdicts. */
function drawsVerdicts(): HostileDestination {
  const draw = drawsFrom(18)
  const verdicts = [
    (change: { readonly id: string }) => ok(change),
    (change: { readonly id: string }) => rejected(change, { message: 'drawn' }),
    (change: { readonly id: string }) => retry(change),
    (change: { readonly id: string }) => unknown(change),
  ]
  return destinationWith({}, async (batch, ctx) => {
    await writeHonestly(batch, ctx)
    return batch.changes.map((change) =>
      (verdicts[Math.floor(draw() * verdicts.length)] ?? ok)(change),
    )
  })
}

/** Connectors that judge one record differently from time to time. */
export const p18: HostileFixture = {
  id: 'P-18',
  kind: 'connectors',
  contained: 'in-process',
  does: 'gives another verdict for the same record with every attempt',
  promise: 'The first yes is final; nothing that is said later takes it back.',
  variants: {
    'takes its yes back as a no': () =>
      takesItsYesBack((change) => rejected(change, { message: 'after all' })),
    'takes its yes back as unknown': () => takesItsYesBack((change) => unknown(change)),
    'draws its verdicts': drawsVerdicts,
  },
}
