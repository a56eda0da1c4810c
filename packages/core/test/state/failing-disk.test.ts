import { expect, test } from 'vitest'
import { engineServices } from '../../src/run/open-engine.ts'
import { ProjectEngine } from '../../src/run/project-engine.ts'
import { statePaths } from '../../src/run/state-paths.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { quickClock } from '../quick-clock.ts'
import { MemoryProject } from '../run/memory-project.ts'

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  'T-04: a disk that fails after %i syncs ends the run with that very error, whatever fails behind it',
  async (whole) => {
    await using memory = new MemoryProject()
    memory.model.rows = Array.from({ length: 20 }, (_, index) => [`${index}`, `n${index}`, '1'])
    // The state folder is there, and the ledger in it.
    await (await memory.engine()).status()
    await memory.close()
    const project = await memory.project()
    let left = whole
    const ledger = new SqliteLedger(statePaths(project.statePath).ledger, async () => {
      if (left-- <= 0) throw new Error('EIO: i/o error, fdatasync')
    })
    const engine = new ProjectEngine(engineServices({ project }, ledger))
    const end = await engine.run('things').then(
      ({ error }) => error,
      (error: unknown) => error,
    )
    expect(end).toMatchObject({ code: 'REV_STATE_WRITE' })
    expect(memory.memory.batches.length).toBeLessThanOrEqual(2)
    await engine[Symbol.asyncDispose]()
    // The lease could not be given back: it is taken over once it has been silent for its time.
    memory.parts = { clock: quickClock() }
    expect(await memory.run({ leaseWaitMs: 120_000 })).toMatchObject({ status: 'success' })
    expect(memory.memory.records.size).toBe(20)
  },
)
