import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createConnection } from 'mysql2/promise'
import { afterEach, expect, test, vi } from 'vitest'
import { describeWithMariadb } from '../../src/services/describe-with-service.ts'
import { findMariadbBinaries } from '../../src/services/mariadb/mariadb-binaries.ts'
import { startMariadbServer } from '../../src/services/mariadb/mariadb-server.ts'
import { provideMariadb } from '../../src/services/mariadb/mariadb.ts'

async function ask(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url)
  try {
    const [rows] = await connection.query(sql)
    return Array.isArray(rows) ? (rows[0] as { answer?: unknown } | undefined)?.answer : undefined
  } finally {
    await connection.end()
  }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

await describeWithMariadb('a provided MariaDB server', (mariadb) => {
  test('gives empty databases that do not see each other', async () => {
    const [one, other] = await Promise.all([mariadb.createDatabase(), mariadb.createDatabase()])
    await ask(one, 'create table here (id int)')
    const countTables =
      'select count(*) as answer from information_schema.tables where table_schema = database()'
    expect(await ask(one, countTables)).toBe(1)
    expect(await ask(other, countTables)).toBe(0)
  })

  test('is the one that the environment names, and drops its databases when it is disposed', async () => {
    vi.stubEnv('REV_TEST_MARIADB_URL', mariadb.url)
    const named = await provideMariadb()
    expect(named.from).toBe('environment')
    const name = new URL(await named.createDatabase()).pathname.slice(1)
    const countDatabases = `select count(*) as answer from information_schema.schemata where schema_name = '${name}'`
    expect(await ask(mariadb.url, countDatabases)).toBe(1)
    await named[Symbol.asyncDispose]()
    expect(await ask(mariadb.url, countDatabases)).toBe(0)
  })

  test('runs from the installation of this machine and leaves nothing when it is stopped', async (context) => {
    const binaries = await findMariadbBinaries()
    if (!binaries) return context.skip('this machine has no MariaDB')
    const server = await startMariadbServer(binaries)
    const folder = await ask(server.url, 'select @@datadir as answer')
    await server.stop()
    await expect(ask(server.url, 'select 1 as answer')).rejects.toThrow(/ECONNREFUSED/)
    await expect(access(path.dirname(String(folder)))).rejects.toThrow(/ENOENT/)
  })

  test('ends when the process that started it is killed', async (context) => {
    if (!(await findMariadbBinaries())) return context.skip('this machine has no MariaDB')
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'hold-mariadb.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { url, rows } = JSON.parse(line.toString()) as { url: string; rows: { file: string }[] }
    const pidFile = rows[0]?.file ?? ''
    expect(Number(await readFile(pidFile, 'utf8'))).toBeGreaterThan(1)
    child.kill('SIGKILL')
    await expect
      .poll(() =>
        access(path.dirname(pidFile)).then(
          () => false,
          () => true,
        ),
      )
      .toBe(true)
    await expect(ask(url, 'select 1 as answer')).rejects.toThrow(/ECONNREFUSED/)
  })
})
