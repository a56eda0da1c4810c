// What can go wrong where a source's database compares: kills, edits of its tables, missing rights, a move of the state.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RunReport } from '@revetl/core'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Killed } from './killed-run.ts'
import { runKilled } from './run-killed.ts'
import { field } from './twin-fields.ts'
import { planText, TwinProject, type TwinSync } from './twin-projects.ts'

const scratch = { schema: '_rev', fallsBack: false }
const things: TwinSync = {
  sql: 'select * from things',
  matchOn: ['id'],
  fields: [field('id'), field('name'), field('note')],
}

async function run(project: TwinProject, sync = things): Promise<RunReport> {
  project.notes.sent.length = 0
  return (await project.engine(sync)).run('things')
}

await describeWithPostgres('diff: warehouse', (postgres) => {
  let url: string
  let client: Client
  beforeAll(async () => {
    url = await postgres.createDatabase()
    client = new Client({ connectionString: url })
    await client.connect()
  })
  afterAll(() => client.end())

  const fill = async (rows = 300): Promise<void> => {
    await client.query('drop schema if exists _rev cascade; drop table if exists things')
    await client.query(
      `create table things as select i as id, 'name ' || i as name, null::text as note from generate_series(1, ${rows}) i`,
    )
  }
  const scratchTables = async (): Promise<readonly string[]> => {
    const { rows } = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = '_rev' order by 1",
    )
    return rows.map(({ name }) => name.replace(/_[0-9a-f]{12}_/, ' '))
  }

  test('brings only what can differ out of the database, and leaves one table there', async () => {
    await fill()
    await using project = await TwinProject.make({ url }, scratch)
    expect(await run(project)).toMatchObject({ status: 'success', sent: 300 })
    expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 300 })
    await client.query(
      "update things set name = 'other' where id <= 3; delete from things where id = 9",
    )
    expect(await run(project)).toMatchObject({ status: 'success', sent: 4, unchanged: 296 })
    expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 299 })
    const tables = await scratchTables()
    expect(tables.filter((name) => !name.startsWith('state'))).toEqual([])
    expect(tables).toHaveLength(2)
  })

  test('merges its tables, so that there are few however many runs there were', async () => {
    await fill(40)
    await using project = await TwinProject.make({ url }, scratch)
    await run(project)
    for (let round = 0; round < 8; round++) {
      await client.query(`update things set note = '${round}' where id = ${round + 1}`)
      expect(await run(project)).toMatchObject({ status: 'success', sent: 1 })
    }
    expect((await scratchTables()).length).toBeLessThan(5)
    expect(await run(project)).toMatchObject({ sent: 0, unchanged: 40 })
  })

  test.each(['row', 'fields', 'values'] as const)(
    'rev state move there and back sends nothing, with track: %s',
    async (track) => {
      await fill()
      await using project = await TwinProject.make({ url }, undefined)
      const sync = { ...things, track }
      await run(project, sync)
      for (const to of ['warehouse', 'local', 'warehouse', 'local'] as const) {
        const moved = await (await project.engine(sync)).moveState('things', to)
        expect(moved).toMatchObject({ to, records: 300 })
        const wrongSide = await run(project, sync)
        expect(wrongSide).toMatchObject({
          status: 'failed',
          error: { code: 'REV_STATE_ELSEWHERE' },
        })
        expect(wrongSide.error?.hint).toContain('rev state move things')
        project.diff = to === 'warehouse' ? scratch : undefined
        expect(await run(project, sync)).toMatchObject({
          status: 'success',
          sent: 0,
          unchanged: 300,
        })
        await client.query(`update things set name = name || 'x' where id = 7`)
        expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 1 })
        const [state] = await (await project.engine(sync)).state('things')
        expect(state).toMatchObject({ place: to, records: 300, track })
      }
      expect(await scratchTables()).toEqual([])
      expect(existsSync(path.join(project.folder, '.rev'))).toBe(true)
    },
  )

  test('tells of one record, and forgets all of them with their tables', async () => {
    await fill()
    await using project = await TwinProject.make({ url }, scratch)
    await run(project)
    const engine = await project.engine(things)
    const [found] = await engine.row({ sync: 'things', key: [7] })
    expect(found?.delivered).toMatchObject({
      remoteId: 'remote [7]',
      values: { id: 7, name: 'name 7', note: null },
    })
    expect(await engine.row({ sync: 'things', key: ['7; drop table things'] })).toEqual([])
    expect(await engine.row({ sync: 'things', key: [7000] })).toEqual([])
    await engine.reset('things')
    expect(await scratchTables()).toEqual([])
    expect(await run(project)).toMatchObject({ status: 'success', sent: 300 })
  })

  test.each([
    ['drop table', 'REV_STATE_MISSING'],
    ['delete from', 'REV_STATE_BROKEN'],
  ])(
    'a snapshot that somebody else did a %s on is refused, and nothing is sent',
    async (what, code) => {
      await fill()
      await using project = await TwinProject.make({ url }, scratch)
      await run(project)
      const { rows } = await client.query<{ name: string }>(
        "select table_name as name from information_schema.tables where table_schema = '_rev'",
      )
      await client.query(`${what} _rev."${rows[0]?.name}"`)
      expect(await run(project)).toMatchObject({ status: 'failed', sent: 0, error: { code } })
      expect(project.notes.sent).toEqual([])
    },
  )

  test('without rights on the scratch schema it sends nothing and says what to grant, or goes on locally where it is told to', async () => {
    await fill()
    const database = new URL(url).pathname.slice(1)
    await client.query(`
      drop role if exists warehouse_reader; create role warehouse_reader login password 'reader';
      grant select on things to warehouse_reader; revoke create on database ${database} from public`)
    const other = new URL(url)
    other.username = 'warehouse_reader'
    other.password = 'reader'
    await using project = await TwinProject.make({ url: other.href }, scratch)
    const refused = await run(project)
    expect(refused).toMatchObject({ status: 'failed', sent: 0, error: { code: 'REV_AUTH_SCOPE' } })
    expect(refused.error?.hint).toContain('grant usage, create on schema "_rev"')
    project.diff = { ...scratch, fallsBack: true }
    expect(await run(project)).toMatchObject({ status: 'success', sent: 300 })
    expect(await run(project)).toMatchObject({ status: 'success', sent: 0 })
    const [state] = await (await project.engine(things)).state('things')
    expect(state?.place).toBe('local')
  })

  test('a column that is dropped or gets another type between two runs means what it means locally', async () => {
    await fill()
    await using local = await TwinProject.make({ url }, undefined)
    await using warehouse = await TwinProject.make({ url }, scratch)
    const edits = [
      'alter table things alter column note type int using 1',
      'alter table things alter column id type numeric(9,2) using id',
      'alter table things alter column id type int using id',
      'alter table things drop column note',
    ]
    for (const edit of ['select 1', ...edits]) {
      await client.query(edit)
      const plans = []
      const reports = []
      for (const project of [local, warehouse]) {
        plans.push(await planText(await project.engine(things)))
        const { status, sent, error } = await run(project)
        reports.push({ status, sent, code: error?.code, message: error?.message })
      }
      expect(plans[1]).toEqual(plans[0])
      expect(reports[1]).toEqual(reports[0])
    }
  })

  test('a statement that is killed is a failed run, and what was delivered stays delivered', async () => {
    await fill()
    await using project = await TwinProject.make({ url }, scratch)
    await run(project)
    const slow = { ...things, sql: 'select things.* from things, pg_sleep(600)' }
    const running = run(project, slow)
    for (let killed = 0; killed === 0;) {
      const { rows } = await client.query<{ n: number }>(
        "select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where application_name = 'rev' and datname = current_database() and query like 'create unlogged%'",
      )
      killed = rows[0]?.n ?? 0
    }
    expect(await running).toMatchObject({ status: 'failed', sent: 0 })
    expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 300 })
    expect((await scratchTables()).filter((name) => !name.startsWith('state'))).toEqual([])
  })

  test('a run that is stopped remembers what it delivered', async () => {
    await fill()
    await using project = await TwinProject.make({ url }, scratch)
    const abort = new AbortController()
    const accepted: string[] = []
    project.notes.onAccept = (line) => {
      accepted.push(line)
      if (accepted.length === 50) abort.abort()
    }
    const engine = await project.engine({ ...things, inFlightMax: 1 })
    const report = await engine.run('things', { signal: abort.signal })
    expect(report.status).toBe('cancelled')
    expect(report.outcomes.ok).toBe(accepted.length)
    expect(accepted.length).toBeLessThan(300)
    expect(await run(project)).toMatchObject({ status: 'success' })
    expect(new Set(accepted).size).toBe(300)
    expect(accepted).toHaveLength(300)
  })

  test('a guarded run leaves nothing behind, and its confirmed plan is run', async () => {
    await fill()
    await using project = await TwinProject.make({ url }, scratch)
    const guard = { removalsPercentMax: 10, removalsMin: 5, rejectsPercentMax: 50, rejectsMin: 100 }
    const guarded = { ...things, guard }
    await run(project, guarded)
    await client.query('delete from things where id <= 100')
    const stopped = await run(project, guarded)
    expect(stopped).toMatchObject({ sent: 0, error: { code: 'REV_GUARD_REMOVALS' } })
    expect((await scratchTables()).filter((name) => !name.startsWith('state'))).toEqual([])
    const engine = await project.engine(guarded)
    expect(await engine.run('things', { planHash: 'other' })).toMatchObject({ sent: 0 })
    const confirmed = await engine.run('things', { planHash: stopped.planHash ?? '' })
    expect(confirmed).toMatchObject({ status: 'success', sent: 100 })
    await client.query('delete from things')
    expect(await run(project, guarded)).toMatchObject({
      sent: 0,
      error: { code: 'REV_GUARD_EMPTY' },
    })
  })

  test('a model over random values is planned as it was staged', async () => {
    await fill(50)
    await using project = await TwinProject.make({ url }, scratch)
    const sync = {
      ...things,
      sql: 'select id, random()::text as name, null::text as note from things',
    }
    for (let round = 0; round < 3; round++) {
      expect(await run(project, sync)).toMatchObject({ status: 'success', sent: 50 })
    }
  })

  test('what a worker writes whose lease was taken over counts for nothing, and nothing is sent again', async () => {
    await fill()
    await using project = await TwinProject.make({ url }, scratch)
    const accepted: string[] = []
    project.notes.onAccept = (line) => accepted.push(line)
    await run(project)
    await client.query("update things set name = 'other' where id <= 30")
    const log = path.join(project.folder, 'accepted.log')
    writeFileSync(log, '')
    await project.close()
    const paused = startRun({
      url,
      folder: project.folder,
      log,
      sync: things,
      at: undefined,
      when: 'paused',
    })
    await paused.isPaused
    expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(30)
    // It holds the lease and is silent, so that another may take over after a while.
    const engine = await project.engine(things)
    const taken = await engine.run('things', { leaseWaitMs: 300_000 })
    expect(taken).toMatchObject({ status: 'success', sent: 0, unchanged: 300 })
    paused.child.kill('SIGCONT')
    expect(await paused.ended).not.toBe(0)
    expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 300 })
    expect(accepted).toHaveLength(300)
    const [state] = await (await project.engine(things)).state('things')
    expect(state?.records).toBe(300)
  }, 0)

  test('a run that is killed at any step of its work in the database loses nothing and sends nothing twice', async () => {
    let points = 0
    for (const when of ['before', 'after'] as const) {
      for (let at = 0; ; at++) {
        await fill(60)
        await using project = await TwinProject.make({ url }, scratch)
        const log = path.join(project.folder, 'accepted.log')
        writeFileSync(log, '')
        project.notes.onAccept = (line) => writeFileSync(log, `${line}\n`, { flag: 'a' })
        await run(project)
        await project.close()
        await client.query(
          "update things set name = 'other' where id <= 30; delete from things where id > 55",
        )
        const task: Killed = { url, folder: project.folder, log, sync: things, at, when }
        const isKilled = await runKilled(task)
        const last = await run(project)
        expect(last.status).toBe('success')
        expect(await run(project)).toMatchObject({ status: 'success', sent: 0, unchanged: 55 })
        const lines = readFileSync(log, 'utf8').trim().split('\n')
        // 60 at first, 30 changed and 5 removed: each exactly once.
        expect(new Set(lines).size).toBe(lines.length)
        expect(lines).toHaveLength(95)
        expect(readdirSync(project.folder)).toContain('.rev')
        expect((await scratchTables()).filter((name) => !/^(state|merged) /.test(name))).toEqual([])
        if (!isKilled) break
        points++
      }
    }
    expect(points).toBeGreaterThan(10)
  }, 0)
})

/** A run of its own process that stops in the middle. */
function startRun(task: Killed): {
  readonly child: ChildProcess
  readonly isPaused: Promise<void>
  readonly ended: Promise<number | null>
} {
  const script = path.join(import.meta.dirname, 'killed-run.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { promise: isPaused, resolve, reject } = Promise.withResolvers<void>()
  child.stdout.on('data', (bytes: Buffer) => {
    if (bytes.toString().includes('paused')) resolve()
  })
  const ended = new Promise<number | null>((end) => child.once('close', end))
  void ended.then(() => reject(new Error('it ended before it was paused')))
  return { child, isPaused, ended }
}
