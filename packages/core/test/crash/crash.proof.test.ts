import { expect, test } from 'vitest'
import { boundaries, namedBoundaries } from './crash-case.ts'
import {
  boundaryScenarios,
  jobScenarios,
  processScenarios,
  timeScenarios,
  type Scenario,
} from './scenarios.ts'

// At least a hundred processes die here; `npm run crash -- --kills 2000` goes on.
const seed = 1

function tells({ name, catalogue, kills, run }: Scenario): void {
  test.concurrent(`${catalogue}: killed ${name}: nothing is lost, little repeated, nothing wrongly removed`, async () => {
    const found = await run(seed)
    expect(found).toMatchObject({
      violations: [],
      lost: 0,
      duplicatesOverBound: 0,
      unplannedDeletes: 0,
    })
    // At a random time a process may have ended already, and a recovery passes only places where it has something left
    // to do; at a boundary of a run none may have lived.
    const mayLive = catalogue === 'C-02' || catalogue === 'C-16'
    expect(found.kills).toBeGreaterThanOrEqual(mayLive ? kills / 2 : kills)
  }, 900_000)
}

for (const one of [...boundaryScenarios, ...jobScenarios, ...timeScenarios, ...processScenarios])
  tells(one)

test('the fourteen boundaries of the catalogue are all named', () => {
  expect(Object.keys(namedBoundaries)).toHaveLength(14)
  const others = Object.values<string>(namedBoundaries).filter(
    (one) => !boundaries.some((boundary) => boundary === one),
  )
  expect(others).toEqual([])
})
