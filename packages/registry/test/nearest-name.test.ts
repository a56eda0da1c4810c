import { expect, test } from 'vitest'
import { nearestName } from '../src/index.ts'

test.for([
  ['postgers', 'postgres'],
  ['HubSpot', 'hubspot'],
  ['duckb', 'duckdb'],
])('%s most likely means %s', ([typed, meant]) => {
  expect(nearestName(typed ?? '', ['postgres', 'hubspot', 'duckdb'])).toBe(meant)
})

test('a name that is near to nothing has no suggestion', () => {
  expect(nearestName('salesforce', ['postgres', 'hubspot'])).toBeUndefined()
})
