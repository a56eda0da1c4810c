import { unknown } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const nowMs = Date.UTC(2026, 0, 2)

/** A project that reads by `at`, and the bounds of its reads so far; undefined for all rows. */
function reading() {
  const project = new MemoryProject()
  const asked: NonNullable<typeof project.model.asked> = []
  project.model.columns = { id: 'integer', name: 'string', at: 'timestamptz' }
  project.model.asked = asked
  project.sync = { mode: 'upsert', cursor: { column: 'at', lag: { ms: 60_000 } } }
  project.parts = {
    random: () => 0,
    clock: {
      now: () => nowMs,
      monotonicMs: () => performance.now(),
      sleep: () => Promise.resolve(),
    },
  }
  const bounds = () =>
    asked.map((query) =>
      query.kind === 'sql' ? /CAST\('([^+]*)/.exec(query.sql)?.[1]?.slice(11) : 'no SQL',
    )
  return { project, bounds, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() }
}

const row = (id: string, name: string, time: string) => [id, name, `2026-01-01T${time}Z`] as const

test('moves on when all that was read is dealt with, and not before what is not', async () => {
  await using opened = reading()
  const { project, bounds } = opened
  project.model.rows = [row('1', 'a', '08:00:00')]
  await project.run()
  project.model.rows = [row('1', 'a', '08:00:00'), row('2', 'a', '09:00:00')]
  project.memory.rule = (batch) => batch.changes.map((change) => unknown(change))
  expect(await project.run()).toMatchObject({ outcomes: { pending: 1 } })
  project.memory.rule = undefined
  // The run before is taken over first: what it had sent is known now, and what it had read is read again.
  expect(await project.run()).toMatchObject({ status: 'success' })
  await project.run()
  expect(project.memory.records.get('2')).toMatchObject({ name: 'a' })
  expect(bounds()).toEqual([undefined, '07:58:59', '07:58:59', '08:58:59'])
})

test('a first run that did not end is followed by one that reads everything', async () => {
  await using opened = reading()
  const { project, bounds } = opened
  project.model.rows = [row('1', 'a', '08:00:00')]
  project.memory.rule = (batch) => batch.changes.map((change) => unknown(change))
  await project.run()
  project.memory.rule = undefined
  await project.run()
  expect(bounds()).toEqual([undefined, undefined])
})

test('what a run with another mapping delivered before it was killed makes the next one read everything', async () => {
  await using opened = reading()
  const { project, bounds } = opened
  project.model.rows = [row('1', 'a', '08:00:00')]
  await project.run()
  const before = project.sync
  project.sync = { ...before, filter: "name <> 'b'" }
  project.model.rows = [row('1', 'c', '08:00:00')]
  project.memory.rule = (batch) => batch.changes.map((change) => unknown(change))
  await project.run()
  project.memory.rule = undefined
  project.sync = before
  await project.run()
  expect(bounds()).toEqual([undefined, undefined, undefined])
})

test('a guarded run moves nothing', async () => {
  await using opened = reading()
  const { project, bounds } = opened
  project.model.rows = [row('1', 'a', '08:00:00')]
  await project.run()
  project.model.rows = [row('1', 'b', '09:00:00')]
  await project.run({ planHash: 'another' })
  await project.run()
  await project.run()
  expect(bounds()).toEqual([undefined, '07:58:59', '07:58:59', '08:58:59'])
})

test('a baseline reads everything and moves on from there', async () => {
  await using opened = reading()
  const { project, bounds } = opened
  project.model.rows = [row('1', 'a', '08:00:00')]
  await project.run()
  await project.run({ isBaseline: true })
  expect(await project.run()).toMatchObject({ sent: 0 })
  expect(bounds()).toEqual([undefined, undefined, '07:58:59'])
})

test.each([
  ['at', { steps: 5 }, 'so its lag is a length of time'],
  ['id', { ms: 5 }, 'so its lag is a whole number'],
  ['name', { ms: 5 }, 'is of type string. Expected a date, a time or a whole number'],
  ['att', { ms: 5 }, 'has no column "att"'],
])('a cursor on %s with %o is refused', async (column, lag, why) => {
  await using opened = reading()
  const { project } = opened
  project.sync = { mode: 'upsert', cursor: { column, lag } }
  const report = await project.run()
  expect(report).toMatchObject({ status: 'failed', sent: 0 })
  expect(report.error?.message).toContain(why)
})
