import { systemClock } from '@revetl/http'
import { expect, test } from 'vitest'
import { MemoryProject } from '../run/memory-project.ts'

const dayMs = 24 * 3_600_000
const guard = { removalsPercentMax: 100, removalsMin: 1, rejectsPercentMax: 100, rejectsMin: 1 }

/** Makes the destination refuse so many records. @returns what lets time pass */
async function refuse(project: MemoryProject, count: number): Promise<(ms: number) => void> {
  let nowMs = Date.UTC(2026, 0, 1)
  project.parts = { clock: { ...systemClock, now: () => nowMs } }
  project.sync = { guard, inFlightMax: 1 }
  project.options = { recordsMax: 500 }
  project.model.rows = Array.from({ length: count }, (_, id) => [String(id), 'bad', '1'])
  expect(await project.run()).toMatchObject({ outcomes: { rejected: count } })
  return (ms) => void (nowMs += ms)
}

/** What the destination is asked to write from now on, in order: how many in a row were refused before, how many were not. */
function watch(project: MemoryProject): () => readonly string[] {
  const told: string[] = []
  project.memory.rule = (batch, apply) => {
    told.push(...batch.changes.map(({ fields }) => (fields['name'] === 'bad' ? 'refused' : 'new')))
    return apply()
  }
  return () => {
    const ends = told.flatMap((what, at) => (told[at + 1] === what ? [] : [at]))
    return ends.map((at, index) => `${at - (ends[index - 1] ?? -1)} ${told[at]}`)
  }
}

test('what was refused comes after what is new, and is a fifth of it at most, or a thousand', async () => {
  await using project = new MemoryProject()
  const pass = await refuse(project, 1500)
  const old = project.model.rows
  project.model.rows = [...old, ...old.slice(0, 40).map((_, id) => [String(5000 + id), 'new', '1'])]
  pass(dayMs)
  const inOrder = watch(project)
  const plan = await (await project.engine()).plan('things')
  expect(plan.operations).toEqual({ upsert: 1040 })
  expect(await project.run()).toMatchObject({ sent: 1040, outcomes: { ok: 40, rejected: 1500 } })
  expect(inOrder()).toEqual(['40 new', '1000 refused'])
  // Those that were not tried come next.
  expect(await project.run()).toMatchObject({ sent: 500, outcomes: { rejected: 1500 } })
  project.model.rows = [
    ...project.model.rows,
    ...Array.from({ length: 6000 }, (_, id) => [String(9000 + id), 'new', '1']),
  ]
  pass(3 * dayMs)
  const inOrderNow = watch(project)
  expect(await project.run()).toMatchObject({ sent: 7500 })
  expect(inOrderNow()).toEqual(['6000 new', '1500 refused'])
})

test('what somebody asks for, and a full run, is tried whole', async () => {
  await using project = new MemoryProject()
  await refuse(project, 1200)
  const engine = await project.engine()
  expect(await engine.retryRejects({ sync: 'things' })).toBe(1200)
  expect(await engine.run('things')).toMatchObject({ sent: 1200 })
  expect(await project.run()).toMatchObject({ sent: 0 })
  expect(await project.run({ isFull: true })).toMatchObject({ sent: 1200 })
})

test('what was refused before does not stop a run of which half is refused', async () => {
  await using project = new MemoryProject()
  const pass = await refuse(project, 300)
  project.sync = { guard: { ...guard, rejectsPercentMax: 50, rejectsMin: 100 } }
  project.model.rows = [...project.model.rows, ['9000', 'new', '1']]
  pass(dayMs)
  expect(await project.run()).toMatchObject({ status: 'partial', sent: 301, outcomes: { ok: 1 } })
  project.model.rows = project.model.rows.map(([id = null]) => [id, 'bad', '2'])
  const stopped = await project.run()
  expect(stopped).toMatchObject({ status: 'failed', error: { code: 'REV_GUARD_REJECTS' } })
})
