import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { nextIndex, signIndex, verifyIndex, type Release } from '../src/build.ts'
import { canonicalJson } from '../src/index-file/canonical-json.ts'
import { loadIndex } from '../src/index.ts'
import { temporaryFolder, writeFiles } from './fixture.ts'

const nowMs = Date.parse('2026-11-27T00:00:00Z')
const keys = generateKeyPairSync('ed25519')
const trust = { keys: [keys.publicKey], sequencesSeen: {}, nowMs }

const release = (version: string, integrity = `sha512-${version}`): Release => ({
  name: 'rev-destination-acme',
  version,
  connector: { kind: 'destination', id: 'acme', title: 'Acme', vendor: 'Acme' },
  indexed: {
    integrity,
    manifest: 'sha256-m',
    apiVersion: 1,
    tier: 'silver',
    testedAt: '2026-11-26',
  },
})
const first = nextIndex(undefined, { releases: [release('1.0.0')] }, { nowMs })

/** What a file with the index holds. */
const fileOf = (index = first): unknown =>
  JSON.parse(JSON.stringify(signIndex(index, keys.privateKey)))

test('an index that a trusted key signed is taken', () => {
  const { index, isExpired } = verifyIndex(fileOf(), trust)
  expect(index).toEqual(first)
  expect(isExpired).toBe(false)
})

test('the order of members and the spaces of the file do not matter', () => {
  const { signed, signatures } = signIndex(first, keys.privateKey)
  const turned = Object.fromEntries(Object.entries(signed).toReversed())
  expect(verifyIndex({ signatures, signed: turned }, trust).index.sequence).toBe(1)
  expect(canonicalJson({ b: 1, a: [{ d: null, c: undefined }] })).toBe('{"a":[{"d":null}],"b":1}')
})

test.each([
  ['a changed hash', (file: string) => file.replace('sha512-1.0.0', 'sha512-9.9.9')],
  ['a version that was taken out', (file: string) => file.replace('"1.0.0":', '"1.0.1":')],
  ['a later end', (file: string) => file.replace('"expiresAt":"2027', '"expiresAt":"2037')],
])('%s breaks the signature', (_name, change) => {
  const text = JSON.stringify(fileOf())
  const changed = change(text)
  expect(changed).not.toBe(text)
  expect(() => verifyIndex(JSON.parse(changed), trust)).toThrow(
    expect.objectContaining({ code: 'REV_INDEX_INVALID' }),
  )
})

test('a key that is not trusted signs nothing', () => {
  const stranger = generateKeyPairSync('ed25519')
  const file = signIndex(first, stranger.privateKey)
  expect(() => verifyIndex(file, trust)).toThrow('no trusted key')
})

test('an index that is older than one seen before is refused', () => {
  const second = nextIndex(
    first,
    { yanked: [{ name: 'rev-destination-acme', version: '1.0.0', why: 'loses data' }] },
    { nowMs },
  )
  const { seen } = verifyIndex(fileOf(second), trust)
  expect(() => verifyIndex(fileOf(first), { ...trust, sequencesSeen: seen })).toThrow(
    'it is an old one',
  )
  expect(verifyIndex(fileOf(second), { ...trust, sequencesSeen: seen }).index.sequence).toBe(2)
})

test('an index whose time is over is taken and says so', () => {
  const later = { ...trust, nowMs: Date.parse(first.expiresAt) + 1 }
  expect(verifyIndex(fileOf(), later).isExpired).toBe(true)
})

test.each([
  [null],
  [{}],
  [{ signed: first }],
  [{ signed: { ...first, sequence: '1' }, signatures: [] }],
])('what is no index is refused: %j', (file) => {
  expect(() => verifyIndex(file, trust)).toThrow(
    expect.objectContaining({ code: 'REV_INDEX_INVALID' }),
  )
})

test('a version in the index never gets another tarball', () => {
  const again = { releases: [release('1.0.0', 'sha512-other')] }
  expect(() => nextIndex(first, again, { nowMs })).toThrow('another tarball')
})

test('what was said against a version stays when it is indexed again', () => {
  const verdict = { name: 'rev-destination-acme', version: '1.0.0', why: 'loses data' }
  const yanked = nextIndex(first, { yanked: [verdict] }, { nowMs })
  const again = nextIndex(yanked, { releases: [release('1.0.0')] }, { nowMs })
  expect(again.connectors['rev-destination-acme']?.versions['1.0.0']?.yanked).toBe('loses data')
  expect(again.sequence).toBe(3)
})

test('a version that is not there cannot be yanked', () => {
  const verdict = { name: 'rev-destination-acme', version: '3.0.0', why: 'x' }
  expect(() => nextIndex(first, { yanked: [verdict] }, { nowMs })).toThrow('does not have it')
})

test('the index that comes with the package is signed by the key that comes with it', async () => {
  const { index } = await loadIndex(undefined)
  expect(index.formatVersion).toBe(1)
  const text = await readFile(path.join(import.meta.dirname, '../index-keys.json'), 'utf8')
  expect(text).not.toContain('PRIVATE')
})

test('what a project has seen of an index is in its lock file', async () => {
  const projectPath = await temporaryFolder()
  const pem = keys.publicKey.export({ type: 'spki', format: 'pem' })
  const second = nextIndex(first, {}, { nowMs })
  const { seen } = verifyIndex(fileOf(second), trust)
  await writeFiles(projectPath, {
    'rev.lock': { lockVersion: 1, index: seen, connectors: {} },
    'key.pem': pem,
    'old.json': fileOf(first) as object,
  })
  const choice = {
    file: path.join(projectPath, 'old.json'),
    keyFile: path.join(projectPath, 'key.pem'),
  }
  await expect(loadIndex(projectPath, choice, nowMs)).rejects.toMatchObject({
    code: 'REV_INDEX_INVALID',
  })
  expect((await loadIndex(undefined, choice, nowMs)).index.sequence).toBe(1)
})
