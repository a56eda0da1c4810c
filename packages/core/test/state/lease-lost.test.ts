import path from 'node:path'
import { expect, test } from 'vitest'
import { quickClock } from '../quick-clock.ts'
import { MemoryProject } from '../run/memory-project.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'

test('a run whose lease is taken in the middle sends no further batch, commits nothing, and says so', async () => {
  await using project = new MemoryProject()
  project.sync = { inFlightMax: 1 }
  project.model.rows = Array.from({ length: 100 }, (_, index) => [`${index}`, `n${index}`, '1'])
  project.memory.script.push(async (_batch, apply) => {
    await using thief = new SqliteLedger(path.join(project.folder, '.rev/ledger.db'))
    const taken = await thief.acquireLease('things', await thief.heldRenewals('things'))
    await thief.releaseLease(taken)
    return apply()
  })
  // The end of the run cannot be written down either.
  await expect(project.run()).rejects.toMatchObject({ code: 'REV_STATE_LEASE_LOST' })
  expect(project.memory.batches).toHaveLength(1)
  await using ledger = new SqliteLedger(path.join(project.folder, '.rev/ledger.db'))
  expect(await ledger.snapshot('things')).toBeUndefined()
  // What was sent and could not be settled is unknown to the next run, which makes it good.
  expect(await project.run()).toMatchObject({ status: 'success', unchanged: 10, sent: 90 })
})

test('a lease that cannot be renewed ends the run within a third of its time', async () => {
  await using project = new MemoryProject()
  const clock = quickClock(20)
  project.parts = { clock }
  project.sync = { inFlightMax: 1 }
  project.model.rows = Array.from({ length: 100 }, (_, index) => [`${index}`, `n${index}`, '1'])
  let stolenMs = 0
  project.memory.rule = async (_batch, apply) => {
    if (stolenMs === 0) {
      await using thief = new SqliteLedger(path.join(project.folder, '.rev/ledger.db'))
      await thief.acquireLease('things', await thief.heldRenewals('things'))
      stolenMs = clock.monotonicMs()
    }
    // No answer, so that only the renewal can find out.
    return stolenMs === 0 ? apply() : new Promise(() => undefined)
  }
  await expect(project.run()).rejects.toMatchObject({ code: 'REV_STATE_LEASE_LOST' })
  // A third of a lease to the renewal that fails, and the grace of what is under way.
  expect(clock.monotonicMs() - stolenMs).toBeLessThan(10_000 + 3000 + 15_000)
  expect(project.memory.batches).toHaveLength(1)
})
