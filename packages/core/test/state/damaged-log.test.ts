import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { codeOf } from './ledger-contract.ts'

const commits = 100
let folder = ''
let file = ''

/** A ledger as a kill leaves it: what was committed is in its log alone. */
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rev-log-'))
  const live = path.join(folder, 'live')
  file = path.join(folder, 'killed/ledger.db')
  await using ledger = new SqliteLedger(path.join(live, 'ledger.db'))
  for (let commit = 0; commit < commits; commit++) {
    await ledger.cacheSet('crm', new Map([[`${commit}`, 'x']]))
  }
  cpSync(live, path.dirname(file), { recursive: true })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Flips a bit of the log at a share of its length. */
function flipLog(share: number): void {
  const bytes = readFileSync(`${file}-wal`)
  const at = Math.floor((bytes.length - 1) * share)
  bytes[at] = (bytes[at] ?? 0) ^ 4
  writeFileSync(`${file}-wal`, bytes)
}

async function known(): Promise<number> {
  await using ledger = new SqliteLedger(file)
  await ledger.acquireLease('things')
  const keys = Array.from({ length: commits }, (_, index) => `${index}`)
  return (await ledger.cacheGet('crm', keys)).size
}

test('a log as a kill left it is read to its end', async () => {
  expect(await known()).toBe(commits)
})

test.each([0, 0.0001, 0.1, 0.3, 0.5])(
  'a log with a flipped bit at %d of its length is refused: what was committed behind it would be forgotten',
  async (share) => {
    flipLog(share)
    expect(await codeOf(known())).toBe('REV_STATE_BROKEN')
  },
)

test('a log whose last commits were cut off, as by a lost power, is taken as it is', async () => {
  truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size * 0.95))
  const left = await known()
  expect(left).toBeGreaterThan(commits * 0.9)
  expect(left).toBeLessThan(commits)
})
