import { faultRates } from './generate-rates.ts'
import { halvingConfig, storyConfig } from './generate-config.ts'
import { storyActions } from './generate-actions.ts'
import { SeededRandom } from './seeded-random.ts'
import type { Story } from './story.ts'

/** The schedule of a seed. */
export function generateStory(seed: number): Story {
  const random = new SeededRandom(`story ${seed}`)
  const isHalving = random.chance(0.04)
  const config = isHalving ? halvingConfig(random) : storyConfig(random)
  const actions = storyActions(random, config)
  const rates = isHalving ? {} : faultRates(random)
  // Two processes that share a grant may want to renew it at once.
  const isShared = random.chance(config.tokenMs === undefined ? 0.04 : 0.12)
  // A neighbour has the state open that is to be that of an older version.
  const hasNeighbour = isShared && actions.every(({ do: what }) => what !== 'older state')
  return { seed, config, rates, actions, hasNeighbour, muted: [] }
}
