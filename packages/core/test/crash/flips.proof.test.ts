import { expect, test } from 'vitest'
import { cutCampaign, flipCampaign } from './flip-campaign.ts'

// `npm run crash -- --kills 0 --flips 10000` goes on.
test('T-01: a flipped bit in any file of the state is refused, or changes nothing', async () => {
  const { silent, stories, detected, flips } = await flipCampaign(300, 1)
  expect({ silent, stories }).toEqual({ silent: 0, stories: [] })
  // Most bits are of some use: a campaign that hits none of them would show nothing.
  expect(detected).toBeGreaterThan(flips / 4)
}, 600_000)

test('T-02: a file of the state that is gone, empty or cut short is refused, or was not needed', async () => {
  expect(await cutCampaign(1, ['gone', 0, 0.3, 0.99])).toEqual([])
}, 600_000)
