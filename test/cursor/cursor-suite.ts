// A sync that reads by a cursor: what is read, what is sent, and what is never lost.
import type { RunOptions, RunReport } from '@revetl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { field } from '../warehouse/twin-fields.ts'
import { TwinProject, type TwinSync } from '../warehouse/twin-projects.ts'
import type { CursorDatabase, CursorEngine, Thing } from './cursor-engine.ts'

const minuteMs = 60_000
const sync: TwinSync = {
  sql: 'select * from things -- all of them',
  mode: 'upsert',
  matchOn: ['id'],
  fields: [field('id'), field('name')],
  cursor: { column: 'updated_at', lag: { ms: 10 * minuteMs } },
}

const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`)

async function run(
  project: TwinProject,
  given = sync,
  options: RunOptions = {},
): Promise<RunReport> {
  project.notes.sent.length = 0
  const report = await (await project.engine(given)).run('things', options)
  expect(report.error?.message).toBeUndefined()
  return report
}

/** What holds for a cursor over every source. */
export async function cursorSuite(engine: CursorEngine): Promise<void> {
  await engine.describe(`a cursor over ${engine.name}`, (open) => {
    let database: CursorDatabase
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database[Symbol.asyncDispose]())
    const { quote = '"' } = engine
    const q = (name: string): string => quote + name + quote
    const things = new Map<string, Thing>()
    beforeEach(() => things.clear())

    const make = async () => {
      const project = await TwinProject.make(database.config, undefined)
      project.source = engine.source
      project.nowMs = at('12:00:00')
      return project
    }
    const write = async (timeType = engine.timeType) => {
      const { thingsOf = tableOf(engine) } = engine
      await database.run(...thingsOf([...things.values()], timeType))
    }
    const note = (id: string, name: string, time: string | null) =>
      things.set(id, { id, name, at: time === null ? null : `2026-01-01 ${time}` })
    const put = async (...thing: Parameters<typeof note>) => {
      note(...thing)
      await write()
    }
    const putHours = async () => {
      for (const id of ['1', '2', '3', '4', '5']) note(id, 'a', `0${id}:00:00`)
      await write()
    }
    test('reads everything once, and then what is new, of which it sends what changed', async () => {
      await putHours()
      await using project = await make()
      expect(await run(project)).toMatchObject({ rowsRead: 5, sent: 5, notes: [] })
      await put('2', 'b', '05:30:00')
      const plan = await (await project.engine(sync)).plan('things')
      expect(plan).toMatchObject({ rowsRead: 2, unchanged: 1, changes: { changed: 1 } })
      const second = await run(project)
      expect(second).toMatchObject({ rowsRead: 2, sent: 1, unchanged: 1, planHash: plan.hash })
      expect(await run(project)).toMatchObject({ status: 'success', rowsRead: 1, sent: 0 })
    })

    test('what is committed late is sent while it is within the lag', async () => {
      await putHours()
      await using project = await make()
      await run(project)
      await put('6', 'within', '04:50:00')
      await put('7', 'beyond', '04:40:00')
      expect(await run(project)).toMatchObject({ sent: 1 })
      expect(project.notes.sent.join()).toContain('within')
      // The limit, plainly: only a full run finds it.
      expect(await run(project)).toMatchObject({ sent: 0 })
      expect(await run(project, sync, { isFull: true })).toMatchObject({ rowsRead: 7, sent: 7 })
    })

    test('a row without a cursor is read each time, and sent when it changed', async () => {
      await putHours()
      await put('6', 'a', null)
      await using project = await make()
      await run(project)
      expect(await run(project)).toMatchObject({ rowsRead: 2, sent: 0 })
      await put('6', 'b', null)
      expect(await run(project)).toMatchObject({ rowsRead: 2, sent: 1 })
    })

    test('nothing new is no empty model, and what left is not removed', async () => {
      await putHours()
      await using project = await make()
      await run(project)
      things.clear()
      await write()
      expect(await run(project)).toMatchObject({ status: 'success', rowsRead: 0, sent: 0 })
      const [state] = await (await project.engine(sync)).state('things')
      expect(state?.records).toBe(5)
    })

    test('a time of the future hides nothing that is written until then', async () => {
      await putHours()
      things.set('9', { id: '9', name: 'a', at: '2099-01-01 00:00:00' })
      await write()
      await using project = await make()
      await run(project)
      await put('6', 'a', '12:30:00')
      project.nowMs = at('13:00:00')
      expect(await run(project)).toMatchObject({ sent: 1 })
    })

    test('a run that does not deliver all of it reads the rest again', async () => {
      await putHours()
      await using project = await make()
      await run(project)
      for (const id of ['1', '2', '3', '4', '5', '6', '7', '8', '9']) note(id, 'b', '06:00:00')
      await write()
      const abort = new AbortController()
      project.notes.onAccept = () => abort.abort()
      const opened = await project.engine({ ...sync, inFlightMax: 1, batchRecordsMax: 1 })
      const stopped = await opened.run('things', { signal: abort.signal })
      expect(stopped.status).toBe('cancelled')
      expect(stopped.outcomes.pending).toBeGreaterThan(0)
      delete project.notes.onAccept
      await put('a', 'b', '09:00:00')
      expect(await run(project)).toMatchObject({ sent: stopped.outcomes.pending + 1 })
    })

    test('a reject is tried again when it is due, however old its row is, and is kept until then', async () => {
      await putHours()
      await using project = await make()
      project.notes.verdict = (key) => (key === '["1"]' ? 'rejected' : 'ok')
      await run(project)
      const rejects = async () => (await project.engine(sync)).rejects({ rowsMax: 10 })
      expect(await run(project)).toMatchObject({ rowsRead: 1, sent: 0 })
      expect(await rejects()).toHaveLength(1)
      project.notes.verdict = () => 'ok'
      project.nowMs += 2 * minuteMs
      expect(await run(project)).toMatchObject({ rowsRead: 2, sent: 1, notes: [] })
      expect(await rejects()).toEqual([])
    })

    test('a reject whose key no condition may hold makes everything be read', async () => {
      await putHours()
      await put("it's", 'a', '01:00:00')
      await using project = await make()
      project.notes.verdict = (key) => (key.includes('it') ? 'rejected' : 'ok')
      await run(project)
      project.notes.verdict = () => 'ok'
      project.nowMs += 2 * minuteMs
      const report = await run(project)
      expect(report).toMatchObject({ rowsRead: 6, sent: 1 })
      expect(report.notes.join()).toContain('everything is read')
    })

    test('an edit of the mapping or of the model reads everything once', async () => {
      await putHours()
      await using project = await make()
      await run(project)
      const mapped = { ...sync, fields: [field('id'), field('name'), field('updated_at')] }
      const report = await run(project, mapped)
      expect(report).toMatchObject({ rowsRead: 5, sent: 5 })
      expect(report.notes.join()).toContain('everything is read once')
      expect(await run(project, mapped)).toMatchObject({ rowsRead: 1, sent: 0, notes: [] })
      const sql = `select ${q('id')}, concat(${q('name')}, '!') as ${q('name')}, ${q('updated_at')} from things`
      expect(await run(project, { ...mapped, sql })).toMatchObject({ rowsRead: 5, sent: 5 })
      // What was read without a cursor in between was read in another way.
      const { cursor: _cursor, ...without } = mapped
      expect(await run(project, without)).toMatchObject({ rowsRead: 5, sent: 5 })
      expect(await run(project, mapped)).toMatchObject({ rowsRead: 5, sent: 0 })
    })

    test('a reset forgets how far it had read', async () => {
      await putHours()
      await using project = await make()
      await run(project)
      await (await project.engine(sync)).reset('things')
      expect(await run(project)).toMatchObject({ rowsRead: 5, sent: 5 })
    })

    test('a model that is a table is read by a cursor too', async () => {
      await putHours()
      await using project = await make()
      const table = { ...sync, table: ['things'] }
      expect(await run(project, table)).toMatchObject({ rowsRead: 5 })
      await put('6', 'a', '06:00:00')
      expect(await run(project, table)).toMatchObject({ rowsRead: 2, sent: 1 })
    })

    test('whole numbers are a cursor with a lag of whole numbers', async () => {
      await putHours()
      await using project = await make()
      const { integerType = 'integer' } = engine
      const sql = `select ${q('id')}, ${q('name')}, cast(${q('id')} as ${integerType}) as ${q('version')} from things`
      const counted = { ...sync, sql, cursor: { column: 'version', lag: { steps: 1 } } }
      expect(await run(project, counted)).toMatchObject({ rowsRead: 5, sent: 5 })
      await put('7', 'a', null)
      expect(await run(project, counted)).toMatchObject({ rowsRead: 3, sent: 1 })
      expect(await run(project, counted)).toMatchObject({ rowsRead: 1, sent: 0 })
    })

    test.each(engine.timeTypes)('$type is a cursor', async ({ type, isDate = false }) => {
      const days = ['1', '2', '3', '4', '5']
      for (const id of days) things.set(id, { id, name: 'a', at: `2026-01-0${id} 12:00:00` })
      await write(type)
      await using project = await make()
      project.nowMs = Date.parse('2026-02-01T00:00:00Z')
      expect(await run(project)).toMatchObject({ rowsRead: 5, sent: 5, notes: [] })
      // A day begins before the lag of its first second does.
      const again = isDate ? 2 : 1
      expect(await run(project)).toMatchObject({ rowsRead: again, sent: 0, notes: [] })
      things.set('6', { id: '6', name: 'a', at: '2026-01-05 11:50:00' })
      things.set('7', { id: '7', name: 'a', at: '2026-01-03 11:49:00' })
      await write(type)
      expect(await run(project)).toMatchObject({ rowsRead: again + 1, sent: 1 })
    })
  })
}

/** A table that is made anew of all its rows. */
function tableOf({ textType, createTable = 'create table {name} ({columns})' }: CursorEngine) {
  return (things: readonly Thing[], timeType: string): readonly string[] => {
    const columns = `id ${textType}, name ${textType}, updated_at ${timeType}`
    const create = createTable.replace('{name}', 'things').replace('{columns}', columns)
    const rows = things.map((thing) => {
      const cells = [thing.id, thing.name, thing.at].map((value) =>
        value === null ? 'null' : `'${value.replaceAll("'", "''")}'`,
      )
      return `(${cells.join(', ')})`
    })
    const insert = rows.length === 0 ? [] : [`insert into things values ${rows.join(', ')}`]
    return ['drop table if exists things', create, ...insert]
  }
}
