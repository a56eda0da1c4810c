import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ledgerVersion, migrations } from '../../src/state/sqlite/schema.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { codeOf, refused } from './ledger-contract.ts'
import { toVersion1 } from './ledger-version-1.ts'

let folder = ''
let file = ''
const at = { now: 1, random: 0 }

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rev-upgrade-'))
  file = path.join(folder, 'ledger.db')
  await using ledger = new SqliteLedger(file)
  const lease = await ledger.acquireLease('things')
  const first = await ledger.startRun(lease, { id: 'run-0', startedAt: '2026-01-01T00:00:00Z' })
  const layout = { track: 'values', keys: [], fields: [], matchColumns: [] } as const
  await ledger.fold(lease, first, { records: 0, layout, segments: [] })
  const run = await ledger.startRun(lease, { id: 'run-1', startedAt: '2026-01-01T00:00:00Z' })
  const intents = [
    { batch: 0, operation: 'upsert', seqs: [1, 2], attempt: 1, idempotencyKey: 'k' },
  ] as const
  await ledger.record(lease, run, { intents, settlements: [] }, at)
  await ledger.recordRejects(lease, run, [refused('["é"]')], at)
  await ledger.cacheSet('crm', new Map([['a', 'b']]))
  await ledger.releaseLease(lease)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** All that a ledger tells of what the fixture wrote. */
async function contents(): Promise<unknown> {
  await using ledger = new SqliteLedger(file)
  return {
    snapshot: await ledger.snapshot('things'),
    left: await ledger.unfinishedRuns('things'),
    rejects: await ledger.rejects({ rowsMax: 10 }),
    cache: await ledger.cacheGet('crm', ['a']),
    runs: await ledger.runs({ runsMax: 10 }),
  }
}

function versionOf(): number {
  const database = new DatabaseSync(file, { readOnly: true })
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  database.close()
  return version
}

test('a ledger of version 1 is brought up with all that it holds, and the numbers of runs go on', async () => {
  const before = await contents()
  toVersion1(file)
  expect(versionOf()).toBe(1)
  expect(await contents()).toEqual(before)
  expect(versionOf()).toBe(ledgerVersion)
  await using ledger = new SqliteLedger(file)
  const lease = await ledger.acquireLease('things')
  expect(await ledger.startRun(lease, { id: 'run-2', startedAt: '' })).toBe(3)
})

const steps = migrations[1] ?? []

test.each(steps.map((_statement, index) => index))(
  'a process that is killed after step %i of the upgrade leaves version 1, which is then brought up',
  async (index) => {
    const before = await contents()
    toVersion1(file)
    const program = `import { DatabaseSync } from 'node:sqlite'
      import { registerRowSum } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../src/state/sqlite/verify-database.ts'))}
      const database = new DatabaseSync(process.argv[1])
      registerRowSum(database)
      database.exec('BEGIN IMMEDIATE')
      for (const statement of ${JSON.stringify(steps.slice(0, index + 1))}) database.exec(statement)
      process.kill(process.pid, 'SIGKILL')`
    const { signal, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '-e', program, file],
      { encoding: 'utf8' },
    )
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
    expect(versionOf()).toBe(1)
    expect(await contents()).toEqual(before)
  },
)

test('a run of an older rev that is in progress is not pulled the tables from under it', async () => {
  {
    await using ledger = new SqliteLedger(file)
    await ledger.acquireLease('things')
  }
  toVersion1(file)
  expect(await codeOf(contents())).toBe('REV_STATE_BUSY')
  expect(versionOf()).toBe(1)
})

test('a newer ledger is refused and left as it is, byte for byte', async () => {
  const database = new DatabaseSync(file)
  database.exec(`PRAGMA user_version = ${ledgerVersion + 1}`)
  database.close()
  const before = readFileSync(file)
  expect(await codeOf(contents())).toBe('REV_STATE_VERSION')
  expect(readFileSync(file)).toEqual(before)
})

test('a ledger that lost its version is damaged, and not a new one', async () => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA user_version = 0')
  database.close()
  expect(await codeOf(contents())).toBe('REV_STATE_BROKEN')
})

test.each([
  'UPDATE syncs SET folded_run = 7',
  "UPDATE batches SET seqs = '1-3'",
  "UPDATE rejects SET fingerprint = 'f2'",
  'UPDATE runs SET is_folded = 1',
  "UPDATE cache SET value = 'c'",
  'DROP INDEX runs_by_sync',
])('what is not as it was written is refused: %s', async (change) => {
  const copy = `${file}.copy`
  copyFileSync(file, copy)
  const database = new DatabaseSync(file)
  // Whoever writes it is not rev: the sum stays that of the former content.
  database.function('rev_sum', { deterministic: true, varargs: true }, () => 1)
  database.exec(change)
  database.close()
  await using ledger = new SqliteLedger(file)
  expect(await codeOf(ledger.acquireLease('things'))).toBe('REV_STATE_BROKEN')
})
