// A run that is killed at any step of its work in the database: the log tells of each run and each change once.
import { writeFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { runKilled } from '../run-killed.ts'
import { field } from '../twin-fields.ts'
import { TwinProject, type TwinSync } from '../twin-projects.ts'

const things: TwinSync = {
  sql: 'select * from things',
  matchOn: ['id'],
  fields: [field('id'), field('name')],
  runLog: { schema: '_rev', keepMs: 90 * 86_400_000 },
}

await describeWithPostgres('run log of a killed run', (postgres) => {
  test.each([
    ['local', true],
    ['warehouse', false],
  ])(
    'diff: %s tells of each run and each change exactly once',
    async (_diff, isLocal) => {
      const url = await postgres.createDatabase()
      const client = new Client({ connectionString: url })
      await client.connect()
      onTestFinished(() => client.end())
      let points = 0
      for (const when of ['before', 'after'] as const) {
        for (let at = 0; ; at++) {
          await client.query(`drop schema if exists _rev cascade; drop table if exists things;
            create table things as select i as id, 'name ' || i as name from generate_series(1, 60) i`)
          const diff = isLocal ? undefined : { schema: '_rev', fallsBack: false }
          await using project = await TwinProject.make({ url }, diff)
          const log = path.join(project.folder, 'accepted.log')
          writeFileSync(log, '')
          project.notes.onAccept = (line) => writeFileSync(log, `${line}\n`, { flag: 'a' })
          const run = async () => (await project.engine(things)).run('things')
          await run()
          await project.close()
          await client.query(
            "update things set name = 'other' where id <= 30; delete from things where id > 55",
          )
          const task = { url, folder: project.folder, log, sync: things, at, when, isLocal }
          const isKilled = await runKilled(task)
          expect(await run()).toMatchObject({ status: 'success', notes: [] })

          const told = await client.query<{ id: string; n: string; logged: string }>(
            `select run_id as id, changes_logged as n,
               (select count(*) from _rev.changes c where c.run_id = r.run_id and outcome = 'ok') as logged
             from _rev.runs r order by 1`,
          )
          const runs = await (await project.engine(things)).runs({ sync: 'things', runsMax: 10 })
          expect(new Set(told.rows.map(({ id }) => id))).toEqual(
            new Set(runs.map((one) => one.run)),
          )
          expect(told.rows).toHaveLength(runs.length)
          for (const { n, logged } of told.rows) expect(n ?? '0').toBe(logged)
          const accepted = readFileSync(log, 'utf8').trim().split('\n')
          const changes = await client.query<{ line: string }>(
            "select operation || ' ' || kind || ' ' || record_key as line from _rev.changes",
          )
          const noted = accepted.map((line) => line.split(' ').slice(0, 3).join(' '))
          expect(changes.rows.map(({ line }) => line).toSorted()).toEqual(noted.toSorted())
          if (!isKilled) break
          points++
        }
      }
      expect(points).toBeGreaterThan(5)
    },
    0,
  )
})
