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
  return { seed, config, rates, actions, hasNeighbour: random.chance(0.06), muted: [] }
}
