import { expect, test } from 'vitest'
import { goalNames } from './goals.ts'
import { invariants } from './invariants/index.ts'
import { brokenEngines } from './breakages.ts'
import { regressions } from './regressions.ts'
import { playInProcess, sweep } from './sweep.ts'

const seed = Number(process.env['SIM_SEED'] ?? 1)
/** 2,000 schedules, a part a test so that each ends in good time. */
const parts = 80
const seedsPerPart = 25
const reached = new Map<string, number>()

test('all 25 invariants are looked at', () => {
  const ids = invariants.map(({ id }) => Number(id.replace('INV-', '')))
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
})

for (let part = 0; part < parts; part++) {
  const firstSeed = seed + part * seedsPerPart
  test(`no promise is broken in the schedules ${firstSeed} to ${firstSeed + seedsPerPart - 1}, and the same seed gives the same trace`, async () => {
    const { failed, goals, ...summary } = await sweep({
      firstSeed,
      seeds: seedsPerPart,
      // At least one a part in each process, so more than a hundred in all.
      pairEvery: 20,
    })
    for (const name of goalNames) reached.set(name, (reached.get(name) ?? 0) + goals[name])
    const stories = failed.map(
      ({ story, violations }) => `${story}\n${JSON.stringify(violations[0])}`,
    )
    expect(stories.join('\n\n')).toBe('')
    expect(summary).toMatchObject({ lost: 0, duplicatesOverBound: 0, unplannedDeletes: 0 })
  })
}

test('the schedules together reach every situation', () => {
  const missed = goalNames.filter((name) => (reached.get(name) ?? 0) === 0)
  expect(missed).toEqual([])
})

for (const { about, story } of regressions) {
  test(`a story that broke a promise once breaks it no more: ${about}`, async () => {
    const order = { seeds: [], stories: [story], pairEvery: 1, shrinkTries: 0, shrinksMax: 0 }
    expect((await playInProcess(order)).failed).toEqual([])
  })
}

for (const { name, noticedBy } of brokenEngines) {
  test(`the simulation notices ${name}`, async () => {
    const seeds = Array.from({ length: 200 }, (_, index) => seed + index)
    const order = { seeds, brokenEngine: name, until: noticedBy, shrinkTries: 0, shrinksMax: 0 }
    const { failed } = await playInProcess({ ...order, pairEvery: 0 })
    const found = failed.flatMap(({ violations }) => violations.map(({ invariant }) => invariant))
    expect(noticedBy.some((id) => found.includes(id))).toBe(true)
  })
}
