import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock, type StoredTokens } from '@revetl/http'
import { beforeEach, afterEach, expect, test } from 'vitest'
import type { Ledger } from '../../../src/ledger.ts'
import { SqliteLedger } from '../../../src/state/sqlite/sqlite-ledger.ts'
import { tokenKeyOf } from '../../../src/state/tokens/token-key.ts'
import { createTokenSeal } from '../../../src/state/tokens/token-seal.ts'
import { ledgerTokenStore } from '../../../src/state/tokens/token-store.ts'
import { quickClock } from '../../quick-clock.ts'

let folder: string
const tokens: StoredTokens = {
  accessToken: 'access-canary',
  refreshToken: 'refresh-canary',
  grant: 'g',
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rev-seal-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const keyFile = () => path.join(folder, 'token.key')
const seal = (key?: string) => createTokenSeal(tokenKeyOf(folder, key))

test('what is sealed opens again, is never the same twice and shows nothing of the text', () => {
  const [first, second] = [seal().seal('crm', 'a secret'), seal().seal('crm', 'a secret')]
  expect(seal().open('crm', first)).toBe('a secret')
  expect(first).not.toBe(second)
  expect(first).not.toContain(Buffer.from('a secret').toString('base64').slice(0, 8))
})

test('what was sealed for one connection opens for no other', () => {
  const sealed = seal().seal('crm', 'a secret')
  expect(() => seal().open('mail', sealed)).toThrow('they were changed')
})

test('a changed bit anywhere is told, and never opens', () => {
  const sealed = JSON.parse(seal().seal('crm', 'a secret')) as Record<string, string>
  for (const part of ['iv', 'data']) {
    const bytes = Buffer.from(sealed[part] ?? '', 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      const text = JSON.stringify({ ...sealed, [part]: changed.toString('base64') })
      expect(() => seal().open('crm', text)).toThrow('they were changed')
    }
  }
  for (const text of [
    '',
    'null',
    '{}',
    '{"accessToken":"plain"}',
    JSON.stringify({ ...sealed, v: 2 }),
  ]) {
    expect(() => seal().open('crm', text)).toThrow('they were changed')
  }
  // A tag that was cut short is weaker, and not taken.
  const short = Buffer.from(sealed['data'] ?? '', 'base64')
    .subarray(0, 4)
    .toString('base64')
  expect(() => seal().open('crm', JSON.stringify({ ...sealed, data: short }))).toThrow('changed')
})

test('the key file is made when something is first sealed, for its owner alone, and leaves nothing beside it', () => {
  expect(seal().seal('crm', '')).toContain('"v":1')
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  expect(readFileSync(keyFile(), 'utf8')).toMatch(/^[\w+/]{43}=\n$/)
  expect(readdirSync(folder)).toEqual(['token.key'])
})

test('nothing is made where a project has no tokens', () => {
  expect(tokenKeyOf(folder, undefined).read()).toBeUndefined()
  expect(existsSync(keyFile())).toBe(false)
})

test('a key that is gone, another one, damaged or open to others is told by what it is', () => {
  const sealed = seal().seal('crm', 'a secret')
  const kept = readFileSync(keyFile(), 'utf8')
  const open = () => seal().open('crm', sealed)
  rmSync(keyFile())
  expect(open).toThrow(/token.key is missing/)
  expect(existsSync(keyFile())).toBe(false)
  writeFileSync(keyFile(), randomBytes(32).toString('base64'), { mode: 0o600 })
  expect(open).toThrow(/token.key holds another key/)
  writeFileSync(keyFile(), 'not a key')
  expect(open).toThrow(/expected 32 bytes in base64/)
  writeFileSync(keyFile(), kept)
  expect(open()).toBe('a secret')
  chmodSync(keyFile(), 0o640)
  expect(open).toThrow(/others may read it too/)
})

test('a key of the configuration is used instead of a file, in base64 or hex', () => {
  const key = randomBytes(32)
  const sealed = seal(key.toString('base64')).seal('crm', 'a secret')
  for (const text of [
    key.toString('base64'),
    key.toString('base64url'),
    ` ${key.toString('hex')}\n`,
  ]) {
    expect(seal(text).open('crm', sealed)).toBe('a secret')
  }
  expect(existsSync(keyFile())).toBe(false)
  expect(() => seal().open('crm', sealed)).toThrow(/REV_AUTH_KEY|is missing/)
  expect(() => seal(randomBytes(32).toString('hex')).open('crm', sealed)).toThrow(
    'holds another key',
  )
})

test('no file of the state holds a token, and a deleted one is gone', async () => {
  const file = path.join(folder, 'ledger.db')
  const ledger = new SqliteLedger(file)
  const store = ledgerTokenStore({ ledger, clock: systemClock, seal: seal() })
  await store.write('crm', tokens)
  expect(await store.read('crm')).toEqual(tokens)
  const all = () =>
    readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1'))
  for (const text of all()) expect(text).not.toMatch(/access-canary|refresh-canary/)
  await store.delete('crm')
  expect(await store.read('crm')).toBeUndefined()
  await ledger[Symbol.asyncDispose]()
})

test('a renewal that stands still in another process is waited for, and then told', async () => {
  const ledger = new SqliteLedger(path.join(folder, 'ledger.db'))
  const store = ledgerTokenStore({ ledger, clock: quickClock(), seal: seal() })
  const lease = await ledger.acquireLease('#token:crm')
  await expect(store.withLock('crm', async () => 'renewed')).rejects.toMatchObject({
    code: 'REV_STATE_BUSY',
    delivery: 'not-sent',
    message: expect.stringContaining(`process ${process.pid}`) as string,
  })
  await ledger.releaseLease(lease)
  expect(await store.withLock('crm', async () => 'renewed')).toBe('renewed')
  await ledger[Symbol.asyncDispose]()
})

test('a lock that could not be given back keeps what was renewed, and is given back at the next renewal', async () => {
  await using ledger = new SqliteLedger(path.join(folder, 'ledger.db'))
  let failures = 2
  const failing: Ledger = new Proxy(ledger, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      const method = value.bind(target) as (...args: unknown[]) => unknown
      if (name !== 'releaseLease') return method
      return (...args: unknown[]) =>
        failures-- > 0 ? Promise.reject(new Error('no space left')) : method(...args)
    },
  })
  const parts = { clock: quickClock(), seal: seal() }
  const store = ledgerTokenStore({ ...parts, ledger: failing })
  const renew = () => store.withLock('crm', () => Promise.resolve('renewed'))
  expect(await renew()).toBe('renewed')
  // The disk is still full: whoever has the lock in this process is told, and waits for nobody.
  await expect(renew()).rejects.toThrow('no space left')
  expect(await renew()).toBe('renewed')
  const other = ledgerTokenStore({ ...parts, ledger })
  expect(await other.withLock('crm', () => Promise.resolve('its turn'))).toBe('its turn')
})
