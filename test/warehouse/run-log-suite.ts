// The log of runs in the database of a source: what it says, and that no run fails or is told of twice for it.
import type { RunReport } from '@revetl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Engine, EngineDatabase } from './engine.ts'
import type { Verdict } from './memory-destination.ts'
import { field, place } from './twin-fields.ts'
import { TwinProject, type TwinSync } from './twin-projects.ts'

const dayMs = 86_400_000
const thingsOf = (schema: string): TwinSync => ({
  sql: 'select * from things',
  matchOn: ['id'],
  fields: [field('id'), field('name')],
  onAmbiguous: 'hold',
  runLog: { schema, keepMs: 90 * dayMs },
})

/** What holds for the log in every database that compares by itself. */
export async function runLogSuite(engine: Engine): Promise<void> {
  await engine.describe(`run log in ${engine.name}`, (open) => {
    let database: EngineDatabase
    let scratch: { readonly schema: string; readonly fallsBack: false }
    let things: TwinSync
    let [runs, changes] = ['', '']
    beforeAll(async () => {
      database = await open()
      const { schema, logName } = database
      scratch = { schema, fallsBack: false }
      things = thingsOf(schema)
      ;[runs, changes] = [logName('runs'), logName('changes')]
    })
    afterAll(() => database[Symbol.asyncDispose]())
    const run = async (project: TwinProject, sync = things): Promise<RunReport> =>
      (await project.engine(sync)).run('things')

    beforeEach(async () => {
      for (const table of [runs, changes]) {
        if ((await database.scratchTables()).some((name) => table.includes(name))) {
          await database.run(`drop table ${table}`)
        }
      }
    })
    const make = async (diff?: typeof scratch, config = database.config) => {
      const project = await TwinProject.make(config, diff)
      project.source = engine.source
      return project
    }
    const { createTable = 'create table {name} ({columns})', keyKinds, textType } = engine
    const { textLiteral = (text: string) => `'${text.replaceAll("'", "''")}'` } = engine
    const fill = async (...names: string[]): Promise<void> => {
      const columns = `id ${keyKinds[0]?.type}, name ${textType}, note ${textType}`
      const create = createTable.replace('{name}', 'things').replace('{columns}', columns)
      const values = names.map((name, n) => `(${n + 1}, ${textLiteral(name)}, null)`)
      await database.run(
        'drop table if exists things',
        create,
        `insert into things (id, name, note) values ${values.join(', ')}`,
      )
    }
    const logged = () =>
      database.rows(
        `select record_key, kind, operation, outcome, code, reason, attempts from ${changes} order by run_id, record_key`,
      )

    test.each(['local', 'warehouse'])(
      'says of each run how it ended, and of each change what became of it and why (diff: %s)',
      async (side) => {
        await fill('a', 'b', 'c', 'd')
        await using project = await make(side === 'local' ? undefined : scratch)
        const verdicts: Readonly<Record<string, Verdict>> = {
          '[2]': 'rejected',
          '[3]': 'skipped',
          '[4]': 'unknown',
        }
        project.notes.verdict = (key) => verdicts[key] ?? 'ok'
        const first = await run(project)
        project.nowMs += 1000
        expect(await run(project)).toMatchObject({ sent: 0 })
        await database.run('delete from things where id = 1')
        project.nowMs += 1000
        const third = await run(project)
        expect([first.notes, third.notes]).toEqual([[], []])
        expect(await logged()).toEqual([
          ['[1]', 'added', 'upsert', 'ok', null, null, '1'],
          ['[2]', 'added', 'upsert', 'rejected', 'REV_RECORD_REJECTED', 'not this one', '1'],
          ['[3]', 'added', 'upsert', 'skipped', 'REV_RECORD_REJECTED', 'no record to update', '1'],
          ['[4]', 'added', 'upsert', 'held', 'REV_HTTP_TIMEOUT', 'sent, and never answered', '1'],
          ['[1]', 'removed', 'delete', 'ok', null, null, '1'],
        ])
        const told = await database.rows(
          `select run_id, project, sync, status, started_at, plan_hash, rows_read, ok, rejected, skipped, held, removed, changes_logged from ${runs} order by run_id`,
        )
        const { run: id, startedAt, planHash } = first
        expect(told[0]?.slice(0, 6)).toEqual([id, 'twin', 'things', 'partial', startedAt, planHash])
        expect(told[0]?.slice(6)).toEqual(['4', '1', '1', '1', '1', '0', '4'])
        expect(told.map((row) => row.slice(-2))).toEqual([
          ['0', '4'],
          ['0', '0'],
          ['1', '1'],
        ])
        // What the tables of a comparison are swept of, and a reset drops, is not the log.
        await (await project.engine(things)).reset('things')
        expect(await logged()).toHaveLength(5)
      },
    )

    test('a run that failed before it had a plan is told of as well', async () => {
      await fill('a')
      await using project = await make()
      const broken = { ...things, sql: 'select nothing from things' }
      const failed = await run(project, broken)
      expect(failed.status).toBe('failed')
      const told = await database.rows(
        `select status, error_code, error_message, changes_logged from ${runs}`,
      )
      expect(told).toEqual([['failed', failed.error?.code, failed.error?.message, null]])
      // The next run has nothing to fold of it, and tells of it once.
      project.nowMs += 1000
      await run(project)
      expect(await database.rows(`select status from ${runs} order by run_id`)).toEqual([
        ['failed'],
        ['success'],
      ])
    })

    test('a log that cannot be written fails no run, says why, and is made up for by the next', async () => {
      await fill('a', 'b')
      await using project = await make()
      // Somebody else has a table of this name.
      await database.run(
        createTable.replace('{name}', runs).replace('{columns}', `other ${textType}`),
      )
      const refused = await run(project)
      expect(refused).toMatchObject({ status: 'success', sent: 2 })
      expect(refused.notes.join()).toContain(`the run log in ${database.schema} was not written: `)
      await database.run("update things set name = 'other' where id = 2")
      project.nowMs += 1000
      expect((await run(project)).notes.join()).toContain('The next run of things makes up for it.')
      await database.run(`drop table ${runs}`)
      project.nowMs += 1000
      expect(await run(project)).toMatchObject({ sent: 0, notes: [] })
      expect((await logged()).map(([key, kind]) => `${kind} ${key}`)).toEqual([
        'added [1]',
        'added [2]',
        'changed [2]',
      ])
      expect(await database.rows(`select changes_logged from ${runs} order by run_id`)).toEqual([
        ['2'],
        ['1'],
        ['0'],
      ])
    })

    test('without rights on the scratch schema a run is as good, and says what to grant', async (context) => {
      if (database.reader === undefined) return context.skip('not applicable: it has no users')
      await fill('a')
      await using project = await make(undefined, await database.reader())
      const refused = await run(project)
      expect(refused).toMatchObject({ status: 'success', sent: 1 })
      expect(refused.notes.join()).toMatch(new RegExp(`grant .*${database.schema}`))
    })

    test('a run leaves the log when its time is over', async () => {
      await fill('a')
      await using project = await make()
      const first = await run(project)
      project.nowMs += 80 * dayMs
      await database.run("update things set name = 'b'")
      await run(project)
      project.nowMs += 11 * dayMs
      await database.run("update things set name = 'c'")
      await run(project)
      const ids = await database.rows(`select run_id from ${runs} order by run_id`)
      expect(ids).toHaveLength(2)
      expect(ids.flat()).not.toContain(first.run)
      expect((await logged()).map(([, kind]) => kind)).toEqual(['changed', 'changed'])
    })

    test('keys and reasons are kept to the letter', async () => {
      await fill("it's", 'back\\slash', '"q"', 'é\u{1F600}', '')
      await using project = await make()
      project.notes.verdict = () => 'rejected'
      const byName = { ...things, key: ['name'], duplicateKeys: 'reject' } as const
      await run(project, byName)
      const keys = (await logged()).map(([key]) => key)
      const rejects = await (await project.engine(byName)).rejects({ rowsMax: 10 })
      expect(new Set(keys)).toEqual(new Set(rejects.map(({ key }) => JSON.stringify(key))))
      expect(keys).toHaveLength(5)
    })

    test('rev check tells whether the scratch schema can be written, and what to grant', async (context) => {
      await fill('a')
      await using project = await make()
      const both = { ...things, diff: scratch }
      for (const sync of [things, both]) {
        const report = await (await project.engine(sync)).check({})
        expect(report.findings).toEqual([])
        expect(report.syncs).toMatchObject([
          { scratch: { schema: database.schema, isWritable: true } },
        ])
      }
      if (database.reader === undefined) return context.skip('not applicable: it has no users')
      await using other = await make(undefined, await database.reader())
      const asked = [
        { ...things, severity: 'warning' },
        { ...both, severity: 'error' },
        { ...both, diff: { ...scratch, fallsBack: true }, severity: 'warning' },
      ]
      for (const { severity, ...sync } of asked) {
        const report = await (await other.engine(sync)).check({})
        expect(report.findings).toMatchObject([
          { severity, subject: 'things', error: { code: 'REV_AUTH_SCOPE', place } },
        ])
        expect(report.findings[0]?.error.hint).toMatch(new RegExp(`grant .*${database.schema}`))
        expect(report.syncs).toMatchObject([
          { isOk: severity === 'warning', scratch: { isWritable: false } },
        ])
      }
    })
  })
}
