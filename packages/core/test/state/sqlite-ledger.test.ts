import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { codeOf, ledgerContract, refused } from './ledger-contract.ts'

const folders: string[] = []
let file = ''

function newFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-ledger-'))
  folders.push(folder)
  return path.join(folder, 'ledger.db')
}

beforeEach(() => {
  file = newFile()
})

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs a program against the ledger in a process of its own. */
async function inProcess(
  program: string,
  prefix = '',
): Promise<{ output: string; signal: string | null }> {
  const source = JSON.stringify(
    path.resolve(import.meta.dirname, '../../src/state/sqlite/sqlite-ledger.ts'),
  )
  const script = `import { SqliteLedger } from ${source}; const ledger = new SqliteLedger(process.argv[1]);
    const at = { now: 0, random: 0 }; ${program}`
  const command = `${prefix} exec "$0" --input-type=module-typescript -e "$1" "$2"`
  const child = spawn('/bin/sh', ['-c', command, process.execPath, script, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit')
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [, signal] = (await exit) as [number | null, string | null]
  return { output: output + complaints, signal }
}

/** A program that writes a hundred batches of a sync. */
const writeBatches = (sync: string) => `const lease = await ledger.acquireLease('${sync}')
    const run = await ledger.startRun(lease, { id: '${sync}', startedAt: '' })
    for (let batch = 0; batch < 100; batch++) {
      const intent = { batch, operation: 'upsert', seqs: [batch], attempt: 1, idempotencyKey: '' }
      await ledger.record(lease, run, { intents: [intent], settlements: [] }, at)
    }`

ledgerContract({ name: 'sqlite', open: async () => new SqliteLedger(file) })

test('a lease whose process was killed is taken over at once', async () => {
  const { signal } = await inProcess(
    "await ledger.acquireLease('things'); process.kill(process.pid, 'SIGKILL')",
  )
  expect(signal).toBe('SIGKILL')
  await using ledger = new SqliteLedger(file)
  expect(await ledger.acquireLease('things')).toEqual({ sync: 'things', epoch: 2 })
})

test('several processes that open a new ledger at once and write lose nothing', async () => {
  const names = ['a', 'b', 'c', 'd']
  const ends = await Promise.all(names.map((name) => inProcess(writeBatches(name))))
  expect(ends.map(({ output }) => output)).toEqual(['', '', '', ''])
  await using ledger = new SqliteLedger(file)
  for (const name of names) {
    const [left] = await ledger.unfinishedRuns(name)
    expect(left?.openIntents).toHaveLength(100)
  }
})

test('a full disk is a typed error, and nothing of the write is kept', async () => {
  const { output } = await inProcess(
    `const lease = await ledger.acquireLease('things')
    const run = await ledger.startRun(lease, { id: 'r', startedAt: '' })
    let written = 0
    try {
      for (let round = 0; ; round++) {
        const rejects = Array.from({ length: 500 }, (_, index) => ({ key: '[' + (round * 500 + index) + ']',
          state: 'rejected', operation: 'upsert', code: 'REV_RECORD_REJECTED', message: 'x'.repeat(200), fingerprint: 'f' }))
        await ledger.recordRejects(lease, run, rejects, at)
        written += 500
      }
    } catch (error) { process.stdout.write(error.code + ' ' + written) }`,
    'ulimit -f 4000;',
  )
  const [code, written] = output.split(' ')
  expect(code).toBe('REV_STATE_WRITE')
  await using ledger = new SqliteLedger(file)
  expect((await ledger.countRejects('things')).rejected).toBe(Number(written))
})

test('a ledger of a newer version is refused and left as it is', () => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA user_version = 99')
  database.close()
  const before = readFileSync(file)
  expect(() => new SqliteLedger(file)).toThrow(
    expect.objectContaining({ code: 'REV_STATE_VERSION' }),
  )
  expect(readFileSync(file)).toEqual(before)
})

test('what is no ledger at all is refused', () => {
  writeFileSync(file, 'no database '.repeat(1000))
  expect(() => new SqliteLedger(file)).toThrow(
    expect.objectContaining({ code: 'REV_STATE_BROKEN' }),
  )
})

test('damage that shows only while reading is named as such', async () => {
  {
    await using ledger = new SqliteLedger(file)
    const lease = await ledger.acquireLease('things')
    const run = await ledger.startRun(lease, { id: 'r', startedAt: '' })
    const rejects = Array.from({ length: 2000 }, (_, key) => refused(`[${key}]`))
    await ledger.recordRejects(lease, run, rejects, { now: 0, random: 0 })
  }
  const bytes = readFileSync(file)
  bytes.fill(0xff, 4096 * 20)
  writeFileSync(file, bytes)
  await using ledger = new SqliteLedger(file)
  const readAll = async () => {
    for await (const page of ledger.rejectIndex('things')) expect(page.length).toBeGreaterThan(0)
  }
  expect(await codeOf(readAll())).toBe('REV_STATE_BROKEN')
})

test('a write is answered only when the log is on the disk', async () => {
  const order: string[] = []
  const disk = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  await using ledger = new SqliteLedger(file, async () => {
    order.push('sync')
    reached.resolve()
    await disk.promise
    order.push('synced')
  })
  const taken = ledger.acquireLease('things').then(() => order.push('answered'))
  await reached.promise
  expect(order).toEqual(['sync'])
  disk.resolve()
  await taken
  expect(order).toEqual(['sync', 'synced', 'answered'])
})

test('writes that wait for the disk together share one call', async () => {
  let syncs = 0
  await using ledger = new SqliteLedger(file, async () => void syncs++)
  const { lease, run } = await started(ledger)
  syncs = 0
  const batches = Array.from({ length: 20 }, (_, batch) => batch)
  await Promise.all(
    batches.map((batch) =>
      ledger.record(
        lease,
        run,
        {
          intents: [
            { batch, operation: 'upsert', seqs: [batch], attempt: 1, idempotencyKey: `${batch}` },
          ],
          settlements: [],
        },
        { now: 0, random: 0 },
      ),
    ),
  )
  expect(syncs).toBe(1)
  expect(await ledger.lastBatch(run)).toBe(19)
})

test('a disk that failed once is not believed again, whatever it says', async () => {
  let isBroken = true
  await using ledger = new SqliteLedger(file, async () => {
    if (isBroken) throw new Error('EIO: i/o error, fdatasync')
  })
  expect(await codeOf(ledger.acquireLease('things'))).toBe('REV_STATE_WRITE')
  isBroken = false
  expect(await codeOf(ledger.acquireLease('others'))).toBe('REV_STATE_WRITE')
  // What nobody was told is durable was not written either: the second call never reached the file.
  await using other = new SqliteLedger(file)
  expect(await other.heldRenewals('others')).toBeUndefined()
})

async function started(ledger: SqliteLedger) {
  const lease = await ledger.acquireLease('things')
  return { lease, run: await ledger.startRun(lease, { id: 'run-1', startedAt: '' }) }
}

test('a file that another process is making is waited for', async () => {
  const maker = new Worker(
    `const { DatabaseSync } = require('node:sqlite')
    const { parentPort, workerData } = require('node:worker_threads')
    const database = new DatabaseSync(workerData)
    database.exec('BEGIN IMMEDIATE')
    parentPort.postMessage('it is made')
    setTimeout(() => {
      database.exec('ROLLBACK')
      database.close()
    }, 200)`,
    { eval: true, workerData: file },
  )
  const ended = once(maker, 'exit')
  await once(maker, 'message')
  const ledger = new SqliteLedger(file)
  expect(await ledger.snapshot('s')).toBe(undefined)
  await ledger[Symbol.asyncDispose]()
  await ended
})
