import { expect, test } from 'vitest'
import { goalNames } from './goals.ts'
import { invariants } from './invariants/index.ts'
import { brokenEngines } from './breakages.ts'
import { regressions } from './regressions.ts'
import type { SeedReport } from './play-seeds.ts'
import { playInProcess, sweep, type SweepSummary } from './sweep.ts'

const seed = Number(process.env['SIM_SEED'] ?? 1)
/** 2,000 schedules in one sweep, whose every process is a test, so that each ends in good time. */
const seedsTotal = 2000
const seedsPerPart = 50
const parts = Array.from({ length: seedsTotal / seedsPerPart }, (_, index) => ({
  firstSeed: seed + index * seedsPerPart,
  report: Promise.withResolvers<SeedReport>(),
}))
let sweeping: Promise<SweepSummary> | undefined

function sweepOnce(): Promise<SweepSummary> {
  sweeping ??= sweep({
    firstSeed: seed,
    seeds: seedsTotal,
    seedsPerProcess: seedsPerPart,
    // Three a process, so more than a hundred in all.
    pairEvery: 20,
    onReport: (order, report) => {
      parts.find(({ firstSeed }) => firstSeed === order.seeds[0])?.report.resolve(report)
    },
  })
  return sweeping
}

test('all 25 invariants are looked at', () => {
  const ids = invariants.map(({ id }) => Number(id.replace('INV-', '')))
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
})

for (const { firstSeed, report } of parts) {
  test(`no promise is broken in the schedules ${firstSeed} to ${firstSeed + seedsPerPart - 1}, and the same seed gives the same trace`, async () => {
    // Where the sweep ends before this part of it, that is the reason.
    const ended = sweepOnce().then(() => report.promise)
    const { failed, ...sums } = await Promise.race([report.promise, ended])
    const stories = failed.map(
      ({ story, violations }) => `${story}\n${JSON.stringify(violations[0])}`,
    )
    expect(stories.join('\n\n')).toBe('')
    expect(sums).toMatchObject({
      schedules: seedsPerPart,
      lost: 0,
      duplicatesOverBound: 0,
      unplannedDeletes: 0,
    })
  })
}

test('the schedules together reach every situation, and more than a hundred were played twice', async () => {
  const { schedules, pairs, goals } = await sweepOnce()
  expect(goalNames.filter((name) => goals[name] === 0)).toEqual([])
  expect(schedules).toBe(seedsTotal)
  expect(pairs).toBeGreaterThan(100)
})

for (const { about, story } of regressions) {
  test(`a story that broke a promise once breaks it no more: ${about}`, async () => {
    const order = { seeds: [], stories: [story], pairEvery: 1, shrinkTries: 0, shrinksMax: 0 }
    expect((await playInProcess(order)).failed).toEqual([])
  })
}

for (const { name, noticedBy, noticedAt } of brokenEngines) {
  test(`the simulation notices ${name}`, async () => {
    // A seed tells another story once the stories are made in another way: then one of the others has to show it.
    const seeds = [noticedAt, ...Array.from({ length: 200 }, (_, index) => seed + index)]
    const order = { seeds, brokenEngine: name, until: noticedBy, shrinkTries: 0, shrinksMax: 0 }
    const { failed } = await playInProcess({ ...order, pairEvery: 0 })
    const found = failed.flatMap(({ violations }) => violations.map(({ invariant }) => invariant))
    expect(noticedBy.some((id) => found.includes(id))).toBe(true)
  })
}
