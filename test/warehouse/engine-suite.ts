// One contract, two engines: whatever the model and its edits, both plan and send the same, run after run.
import { createRequire } from 'node:module'
import path from 'node:path'
import type { RunReport } from '@revetl/core'
import { manifestOf } from '@revetl/sdk/host'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Engine, EngineDatabase } from './engine.ts'
import {
  storiesOf,
  syncOf,
  tableStatements,
  type RandomStory,
  type Round,
} from './random-models.ts'
import { field, place } from './twin-fields.ts'
import { planText, runText, TwinProject, verdicts, type TwinSync } from './twin-projects.ts'

const hourMs = 3_600_000
const things: TwinSync = {
  sql: 'select * from things',
  matchOn: ['id'],
  fields: [field('id'), field('name'), field('note')],
}

interface Twins {
  readonly local: TwinProject
  readonly warehouse: TwinProject
}

async function run(project: TwinProject, sync = things): Promise<RunReport> {
  project.notes.sent.length = 0
  return (await project.engine(sync)).run('things')
}

/** A run, and how many rows left the database for it. */
async function runReading(
  project: TwinProject,
  sync = things,
): Promise<{ readonly report: RunReport; readonly rows: number }> {
  let rows = 0
  const opened = await project.engine(sync)
  const report = await opened.run('things', {
    onProgress: ({ phase, done }) => {
      if (phase === 'read') rows = done
    },
  })
  return { report, rows }
}

/** A connection whose source runs in a process of its own. */
async function inChild({ packageName, source }: Engine): Promise<TwinProject['connection']> {
  const require = createRequire(import.meta.url)
  const folder = path.dirname(require.resolve(`${packageName}/package.json`))
  return {
    runIn: 'child',
    connector: {
      packageName,
      version: '0.1.0',
      manifest: await manifestOf(source),
      code: { folder, entry: path.join(folder, 'dist/index.js'), isLinked: true },
      load: async () => source,
    },
  }
}

/** What both projects plan, send and report of a round. */
async function playRound(
  engine: Engine,
  database: EngineDatabase,
  twins: Twins,
  { story, round }: { readonly story: RandomStory; readonly round: Round },
): Promise<readonly unknown[]> {
  await database.run(...tableStatements(engine, story, round))
  const told: unknown[] = []
  for (const project of [twins.local, twins.warehouse]) {
    project.nowMs += round.hoursLater * hourMs
    project.notes.sent.length = 0
    project.notes.verdict = verdicts(round.verdictSeed, round.verdictShare)
    const sync = { sql: 'select * from things', ...syncOf(story, round), sends: story.sends }
    const opened = await project.engine(sync)
    const plan = await planText(opened, { isFull: round.isFull })
    const report = runText(await opened.run('things', { isFull: round.isFull }))
    told.push({ plan, report, sent: project.notes.sent.toSorted() })
  }
  return told
}

/** What holds for every database that compares by itself. */
export async function engineSuite(engine: Engine): Promise<void> {
  await engine.describe(`diff: warehouse on ${engine.name}`, (open) => {
    let database: EngineDatabase
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database[Symbol.asyncDispose]())
    // What a test left that failed is no fault of the next one.
    beforeEach(async () => {
      for (const table of await database.scratchTables()) {
        await database.run(`drop table ${database.scratchName(table)}`)
      }
    })

    const { isSlow = false } = engine
    const tracks = isSlow ? (['values'] as const) : (['row', 'fields', 'values'] as const)
    const scratch = () => ({ schema: database.schema, fallsBack: false })
    const make = async (diff: Parameters<typeof TwinProject.make>[1], config = database.config) => {
      const project = await TwinProject.make(config, diff)
      project.source = engine.source
      return project
    }
    const { createTable = 'create table {name} ({columns})', keyKinds, textType } = engine
    const integer = keyKinds[0]?.type
    const fill = async (rows: number): Promise<void> => {
      const columns = `id ${integer}, name ${textType}, note ${textType}`
      const create = createTable.replace('{name}', 'things').replace('{columns}', columns)
      const values = Array.from({ length: rows }, (_, n) => `(${n + 1}, 'name ${n + 1}', null)`)
      const insert = `insert into things (id, name, note) values ${values.join(', ')}`
      await database.run('drop table if exists things', create, insert)
    }

    test('plans and sends what diff: local does, byte for byte, run after run, whatever is answered', async () => {
      const { REV_EQUALITY_RUNS: runs = isSlow ? 1 : 12, REV_EQUALITY_SEED: seed } = process.env
      await fc.assert(
        fc.asyncProperty(storiesOf(engine), async (story) => {
          await using local = await make(undefined)
          await using warehouse = await make(scratch())
          for (const round of story.rounds) {
            const told = await playRound(engine, database, { local, warehouse }, { story, round })
            expect(told[1]).toEqual(told[0])
          }
          await (
            await warehouse.engine({ ...things, ...syncOf(story, story.rounds[0] as Round) })
          ).reset('things')
        }),
        { numRuns: Number(runs), endOnFailure: true, ...(seed && { seed: Number(seed) }) },
      )
    }, 0)

    test.each(tracks)(
      'rev state move there and back sends nothing, with track: %s',
      async (track) => {
        await fill(300)
        await using project = await make(undefined)
        const sync = { ...things, track }
        expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 300 })
        for (const to of ['warehouse', 'local', 'warehouse', 'local'] as const) {
          const moved = await (await project.engine(sync)).moveState('things', to)
          expect(moved).toMatchObject({ to, records: 300 })
          expect(await run(project, sync)).toMatchObject({
            status: 'failed',
            error: { code: 'REV_STATE_ELSEWHERE' },
          })
          project.diff = to === 'warehouse' ? scratch() : undefined
          expect(await run(project, sync)).toMatchObject({
            status: 'success',
            sent: 0,
            unchanged: 300,
          })
          await database.run(`update things set name = '${to} ${moved.from}' where id = 7`)
          expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 1 })
          await database.run(`update things set name = 'again ${to}' where id = 7`)
          expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 1 })
          const [state] = await (await project.engine(sync)).state('things')
          expect(state).toMatchObject({ place: to, records: 300, track })
        }
        expect(await database.scratchTables()).toEqual([])
      },
    )

    test('brings only what can differ out of the database, and leaves few tables there', async () => {
      await fill(300)
      await using project = await make(scratch())
      expect(await run(project)).toMatchObject({ status: 'success', sent: 300 })
      expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 300 })
      const rounds = isSlow ? 3 : 7
      for (let round = 1; round <= rounds; round++) {
        await database.run(
          `update things set note = 'note ${round}' where id <= ${round}`,
          `delete from things where id = ${300 - round}`,
        )
        const { report, rows } = await runReading(project)
        expect(report).toMatchObject({ status: 'success', sent: round + 1 })
        expect(rows).toBe(round + 1)
      }
      expect(await run(project)).toMatchObject({
        status: 'success',
        sent: 0,
        unchanged: 300 - rounds,
      })
      const tables = await database.scratchTables()
      expect(tables.length).toBeLessThan(5)
      expect(tables.every((name) => /(state|merged)_[0-9a-f]{12}_/.test(name))).toBe(true)
      const key = [rounds]
      expect(await (await project.engine(things)).row({ sync: 'things', key })).toMatchObject([
        {
          delivered: {
            remoteId: `remote [${rounds}]`,
            values: { id: rounds, note: `note ${rounds}` },
          },
        },
      ])
      await (await project.engine(things)).reset('things')
      expect(await database.scratchTables()).toEqual([])
    })

    test('a row that does not meet the filter stays in the database until it changes, and a record that leaves it is removed', async () => {
      await fill(300)
      await using project = await make(scratch())
      const filtered = { ...things, filter: "name like '%1' or note = 'in'" }
      const expectRun = async (sync: TwinSync, sent: number, rows: number) => {
        const ran = await runReading(project, sync)
        expect({ ...ran, report: ran.report.error ?? ran.report.sent }).toEqual({
          report: sent,
          rows,
        })
      }
      await expectRun(filtered, 30, 300)
      await expectRun(filtered, 0, 0)
      await database.run("update things set note = 'in' where id in (2, 3)")
      await expectRun(filtered, 2, 2)
      await database.run('update things set note = null where id = 2')
      await expectRun(filtered, 1, 1)
      expect(project.notes.sent.at(-1)).toContain('delete removed [2] ')
      await database.run("update things set note = 'out' where id = 4")
      await expectRun(filtered, 0, 1)
      await expectRun(filtered, 0, 0)
      const other = { ...things, filter: "name like '%1' or note is not null" }
      await expectRun(other, 1, 300)
      await expectRun(other, 0, 0)
      const tables = await database.scratchTables()
      const [lost = '', ...more] = tables.filter((name) => name.includes('filtered_'))
      expect(more).toEqual([])
      await database.run(`drop table ${database.scratchName(lost)}`)
      await expectRun(other, 0, 268)
      await expectRun(other, 0, 0)
      await expectRun({ ...other, filter: `${other.filter} or now() < '2020-01-01'` }, 0, 300)
      await expectRun({ ...other, filter: `${other.filter} or now() < '2020-01-01'` }, 0, 300)
      await expectRun(things, 268, 300)
      expect((await database.scratchTables()).join(' ')).not.toContain('filtered_')
      await (await project.engine(things)).reset('things')
      expect(await database.scratchTables()).toEqual([])
    })

    test('a row that does not meet the filter may have the key of one that does', async () => {
      await fill(30)
      await database.run("insert into things (id, name, note) values (1, 'twin', 'out')")
      const filtered = { ...things, filter: "note is distinct from 'out'" }
      await using project = await make(scratch())
      expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 30 })
      expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 0 })
      for (const note of ["'in'", "'other'"]) {
        await database.run(`update things set note = ${note} where id = 1 and name = 'name 1'`)
        expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 1 })
        await database.run(
          `update things set name = ${note.replace("'", "'twin ")} where id = 1 and note = 'out'`,
        )
        expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 0 })
      }
      await database.run("delete from things where id = 1 and note <> 'out'")
      expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 1 })
      await database.run("update things set note = 'in' where id = 1")
      expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 1 })
      expect(await run(project, filtered)).toMatchObject({ sent: 0, unchanged: 30 })
      await (await project.engine(things)).reset('things')
    })

    test('keys and values that differ by case or by spaces at their end are several', async () => {
      const columns = `id ${textType}, name ${textType}, note ${textType}`
      await database.run(
        'drop table if exists things',
        createTable.replace('{name}', 'things').replace('{columns}', columns),
        "insert into things (id, name, note) values ('a', '1', 'in'), ('A', '2', 'IN'), ('a ', '3', 'in ')",
      )
      const note = { name: 'note', type: undefined, isNotNull: true, isUnique: true, place }
      const contract = {
        columns: [{ ...note, acceptedValues: ['in'] }],
        freshness: undefined,
        onViolation: 'warn',
      } as const
      await using project = await make(scratch())
      for (const sent of [3, 0]) {
        const report = await run(project, { ...things, contract })
        expect(report).toMatchObject({ status: 'success', sent, unchanged: 3 - sent })
        expect(report.notes.join()).toContain('note accepted_values does not hold: 2 rows')
        expect(report.notes.join()).not.toContain('note unique')
      }
      await database.run("update things set note = 'other' where name = '3'")
      expect(await run(project)).toMatchObject({ status: 'success', sent: 1 })
      expect(project.notes.sent.join()).toContain('["a "]')
      await (await project.engine(things)).reset('things')
    })

    test('a filter that stops at a value says at which row and why, as it does locally', async () => {
      await fill(30)
      await using local = await make(undefined)
      await using warehouse = await make(scratch())
      const filtered = { ...things, filter: 'note::INTEGER > 5' }
      await database.run("update things set note = '7' where id < 30")
      for (const project of [local, warehouse]) {
        expect(await run(project, filtered)).toMatchObject({ status: 'success', sent: 29 })
      }
      await database.run("update things set note = 'abc' where id in (17, 21)")
      const told = []
      for (const project of [local, warehouse]) {
        const plan = await planText(await project.engine(filtered))
        const { status, sent, error } = await run(project, filtered)
        told.push({ plan, status, sent, code: error?.code, message: error?.message })
      }
      expect(told[1]).toEqual(told[0])
      expect(told[1]).toMatchObject({ status: 'failed', sent: 0, code: 'REV_VALUE_INVALID' })
      expect(told[1]?.message).toContain("stops at the row [17]: Could not convert string 'abc'")
      await database.run(
        "update things set note = '3' where id = 17",
        "update things set note = '8' where id = 21",
      )
      expect(await run(warehouse, filtered)).toMatchObject({ status: 'success', sent: 2 })
      await (await warehouse.engine(things)).reset('things')
    })

    test('what a model promises is looked for in every row, and only rows that break it leave the database', async () => {
      await fill(300)
      const promise = { type: undefined, isNotNull: false, isUnique: false, place }
      const columns = [
        { ...promise, name: 'id', isNotNull: true, isUnique: true, acceptedValues: undefined },
        { ...promise, name: 'note', acceptedValues: ['in', 'out'] },
      ]
      const contract = { columns, freshness: undefined, onViolation: 'fail' } as const
      const sync = { ...things, fields: [field('id'), field('name')], contract }
      await using project = await make(scratch())
      expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 300 })
      expect((await runReading(project, sync)).rows).toBe(0)
      await database.run("update things set note = 'in' where id = 7")
      // A column that only the contract names makes its row one to look at.
      expect(await runReading(project, sync)).toMatchObject({ rows: 1, report: { sent: 0 } })
      await database.run("update things set note = 'off' where id in (8, 9)")
      const broken = await run(project, sync)
      expect(broken).toMatchObject({ sent: 0, error: { code: 'REV_MODEL_CONTRACT' } })
      expect(broken.error?.message).toContain(
        'note accepted_values does not hold: 2 rows with another value (key 8, 9)',
      )
      await database.run(
        'update things set note = null where id in (8, 9)',
        "insert into things (id, name, note) values (1, 'twin', null)",
      )
      const twins = await run(project, sync)
      expect(twins.error?.message).toContain(
        'id unique does not hold: 2 rows that share their value (key 1, 1)',
      )
      const warned = { ...sync, contract: { ...contract, onViolation: 'warn' as const } }
      expect(await run(project, { ...warned, duplicateKeys: 'reject' })).toMatchObject({
        status: 'partial',
        notes: [expect.stringContaining('id unique does not hold')],
      })
      await (await project.engine(things)).reset('things')
    })

    test('a field that is newly mapped and changes nothing is no hindrance to what comes later', async () => {
      await fill(30)
      await using project = await make(scratch())
      const creating: TwinSync = { ...things, mode: 'create', track: 'row' }
      const before = { ...creating, fields: [field('id'), field('name')] }
      expect(await run(project, before)).toMatchObject({ status: 'success', sent: 30 })
      expect(await run(project, creating)).toMatchObject({ status: 'success', sent: 0 })
      await database.run("insert into things (id, name, note) values (31, 'new', null)")
      expect(await run(project, creating)).toMatchObject({ status: 'success', sent: 1 })
      expect(await run(project, creating)).toMatchObject({ sent: 0, unchanged: 31 })
      await (await project.engine(things)).reset('things')
    })

    test('a column that is dropped or gets another type between two runs means what it means locally', async () => {
      await fill(30)
      await using local = await make(undefined)
      await using warehouse = await make(scratch())
      for (const edits of [[], engine.retypeNote, engine.dropNote]) {
        await database.run(...edits)
        const told = []
        for (const project of [local, warehouse]) {
          const plan = await planText(await project.engine(things))
          const { status, sent, error } = await run(project)
          told.push({ plan, status, sent, code: error?.code, message: error?.message })
        }
        expect(told[1]).toEqual(told[0])
      }
      await (await warehouse.engine(things)).reset('things')
    })

    test('a model over random values is planned as it was staged', async (context) => {
      if (engine.random === undefined) return context.skip('not applicable: it has no random text')
      await fill(50)
      await using project = await make(scratch())
      const [id, name, note] = ['id', 'name', 'note'].map(
        (column) => engine.quote + column + engine.quote,
      )
      const sync = {
        ...things,
        sql: `select ${id}, ${engine.random} as ${name}, ${note} from things`,
      }
      for (let round = 0; round < 3; round++) {
        expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 50 })
      }
      await (await project.engine(sync)).reset('things')
    })

    test('a source in a process of its own compares as well', async () => {
      await fill(300)
      await using project = await make(scratch())
      project.connection = await inChild(engine)
      expect(await run(project)).toMatchObject({ status: 'success', sent: 300 })
      await database.run("update things set name = 'other' where id <= 3")
      expect(await run(project)).toMatchObject({ status: 'success', sent: 3, unchanged: 297 })
      expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 300 })
      await (await project.engine(things)).reset('things')
    })

    test('without rights on the scratch schema it sends nothing and says what to grant, or goes on locally where it is told to', async (context) => {
      if (database.reader === undefined) return context.skip('not applicable: it has no users')
      await fill(30)
      await using project = await make(scratch(), await database.reader())
      const refused = await run(project)
      expect(refused).toMatchObject({
        status: 'failed',
        sent: 0,
        error: { code: 'REV_AUTH_SCOPE' },
      })
      expect(refused.error?.hint).toContain(database.schema)
      expect(project.notes.sent).toEqual([])
      project.diff = { ...scratch(), fallsBack: true }
      expect(await run(project)).toMatchObject({ status: 'success', sent: 30 })
      expect(await run(project)).toMatchObject({ status: 'success', sent: 0 })
      const [state] = await (await project.engine(things)).state('things')
      expect(state?.place).toBe('local')
    })

    test.each([
      ['drop table', 'REV_STATE_MISSING'],
      ['delete from', 'REV_STATE_BROKEN'],
    ])('a snapshot that somebody else did a %s on is refused', async (what, code) => {
      await fill(30)
      await using project = await make(scratch())
      await run(project)
      const [table = ''] = await database.scratchTables()
      await database.run(`${what} ${database.scratchName(table)}`)
      expect(await run(project)).toMatchObject({ status: 'failed', sent: 0, error: { code } })
      expect(project.notes.sent).toEqual([])
      await (await project.engine(things)).reset('things')
    })
  })
}
