import type { SeededRandom } from './seeded-random.ts'
import type { FaultKind, FaultRates } from './story.ts'

/** The highest rate of each fault; a schedule draws its own below that, for the faults that it has at all. */
const ratesMax: Readonly<Record<FaultKind, number>> = {
  refused: 0.3,
  'reset before': 0.2,
  'reset after': 0.2,
  'timeout before': 0.2,
  'timeout after': 0.2,
  slow: 0.5,
  doubled: 0.05,
  throttled: 0.5,
  'throttled by date': 0.2,
  'throttled badly': 0.3,
  'throttled silently': 0.3,
  failed: 0.3,
  'failed after': 0.3,
  unavailable: 0.2,
  empty: 0.05,
  'cut short': 0.05,
  'one verdict less': 0.05,
  'foreign verdict': 0.05,
  'verdict twice': 0.05,
  redirected: 0.02,
  unauthorized: 0.05,
  'throws before': 0.05,
  'throws after': 0.05,
  'hangs before': 0.03,
  'hangs after': 0.03,
  transient: 0.3,
  rejected: 0.3,
  'lookup fails': 0.2,
  'job lost': 0.1,
}

/** How often each fault happens in a schedule. */
export function faultRates(random: SeededRandom): FaultRates {
  // Swarm: some schedules have one fault and a lot of it, others a little of everything, some none.
  const share = random.pick([0, 0.1, 0.25, 0.5])
  const rates: Partial<Record<FaultKind, number>> = {}
  for (const [kind, rate] of Object.entries(ratesMax)) {
    const own = random.next() * rate
    if (random.chance(share)) rates[kind as FaultKind] = Math.round(own * 1000) / 1000
  }
  return rates
}
