import path from 'node:path'
import { BatchChange } from '@revetl/sdk/host'
import { hostMessages, LineReader, unpackChanges, type ChangeGroup } from '@revetl/sdk/protocol'
import { ExactNumber, type Batch } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { cleanOutcome, cleanOutcomes, idsOf } from '../../src/host/child/clean-outcome.ts'
import { dependencyFolders } from '../../src/host/child/dependency-folders.ts'
import { gatewayCall } from '../../src/host/child/gateway-call.ts'
import { readMessage } from '../../src/host/child/life/read-message.ts'
import { nodeFlags } from '../../src/host/child/node-flags.ts'
import { writeLine } from '../../src/host/child/write-line.ts'
import { runsInChild } from '../../src/runs-in-child.ts'
import type { Connection } from '../../src/connection.ts'

const grant = {
  codeFolders: ['/code'],
  config: { folder: 'out', nested: { files: ['a', '/b'] } },
  projectPath: '/project',
  tempPath: '/temp',
  heapMegabytes: 64,
  knows: () => false,
}

test('a connector without permissions reads its code and nothing else', () => {
  expect(nodeFlags({ ...grant, permissions: {} })).toEqual([
    '--permission',
    '--max-old-space-size=64',
    '--max-semi-space-size=16',
    '--no-allocation-site-pretenuring',
    '--allow-fs-read=/code',
    '--allow-fs-read=/code/*',
    '--no-experimental-sqlite',
    '--no-warnings',
  ])
})

test('permissions become flags: folders of the project, of the configuration, addons, sockets', () => {
  const flags = nodeFlags({
    ...grant,
    permissions: {
      addons: true,
      net: true,
      fsRead: ['project', 'config.nested.files'],
      fsWrite: ['config.folder', 'temp', 'config.nowhere'],
    },
    knows: (flag) => flag === '--allow-net',
  })
  expect(flags).toEqual(
    expect.arrayContaining(['--allow-addons', '--allow-net', '--allow-fs-read=/project/*']),
  )
  expect(flags).toContain('--allow-fs-read=/b')
  expect(flags.filter((flag) => flag.startsWith('--allow-fs-write'))).toEqual([
    '--allow-fs-write=/project/out',
    '--allow-fs-write=/project/out/*',
    '--allow-fs-write=/temp',
    '--allow-fs-write=/temp/*',
  ])
  expect(flags).not.toContain('--no-experimental-sqlite')
})

test('a folder is granted before what lies in it, and once', () => {
  const codeFolders = ['/code/node_modules/zod', '/code', '/code2']
  const flags = nodeFlags({ ...grant, codeFolders, permissions: { fsRead: ['any'] } })
  expect(flags.filter((flag) => flag.startsWith('--allow-fs-read'))).toEqual(['--allow-fs-read=*'])
  const reads = nodeFlags({ ...grant, codeFolders, permissions: {} }).filter((flag) =>
    flag.startsWith('--allow-fs-read'),
  )
  expect(reads).toEqual(
    ['/code', '/code/*', '/code2', '/code2/*'].map((at) => `--allow-fs-read=${at}`),
  )
})

test('the code of a connector is its package and what that depends on, and no other package', () => {
  const folders = dependencyFolders(path.resolve(import.meta.dirname, '../..'))
  const names = folders.map((folder) => folder.split('node_modules/').at(-1))
  expect(names).toContain('@duckdb/node-api')
  expect(names).toContain('zod')
  expect(names.filter((name) => name === 'vitest' || name === 'typescript')).toEqual([])
})

const changes = [
  new BatchChange({
    id: 'a"b',
    kind: 'added',
    key: [new ExactNumber('9007199254740993'), 'x\ny'],
    json: '{"id":9007199254740993,"note":"\\u2028"}',
    remoteId: 'r1',
  }),
  new BatchChange({ id: '2', kind: 'added', key: '["é"]', json: '{"id":2}' }),
  new BatchChange({ id: '3', kind: 'removed', key: '[3]', json: '{}' }),
]
const texts = changes.map(({ id, kind, json, remoteId }, index) => ({
  id,
  kind,
  key: ['[9007199254740993,"x\\ny"]', '["é"]', '[3]'][index],
  json,
  remoteId,
}))
const batch: Batch = {
  object: { name: 'things', fields: { id: { type: 'integer' } } },
  operation: 'upsert',
  matchOn: ['id'],
  fields: [{ name: 'id', type: 'integer' }],
  changes,
  hasAllFields: true,
  idempotencyKey: 'k',
  attempt: 2,
}
const run = { id: 'run', sync: 's', startedAt: '' }

test('the line of a write is a message of the protocol, with every number exact', () => {
  const { line, body } = writeLine(1, 7, { run, batch })
  expect(line).not.toContain('\n')
  const message = hostMessages.write.parse(JSON.parse(line))
  expect(message.batch.changes).toEqual(texts)
  expect(message).toMatchObject({
    call: 7,
    batch: { attempt: 2, operation: 'upsert', hasAllFields: true },
  })
  expect([message.bytes, body]).toEqual([undefined, undefined])
})

test('from version 2 on the texts of a write follow its line, and neighbours of one kind are one group', () => {
  const { line, body = '' } = writeLine(2, 7, { run, batch })
  const message = hostMessages.write.parse(JSON.parse(line))
  const groups = message.batch.changes as ChangeGroup[]
  expect(groups).toEqual([
    { ids: 'a"b\n2', kind: 'added', remoteIds: ['r1', null] },
    { ids: '3', kind: 'removed' },
  ])
  expect(message.bytes).toBe(Buffer.byteLength(body))
  expect(unpackChanges({ groups, text: body })).toEqual(texts)
  // A key that came as text goes out as it came.
  expect(body.split('\u001e')[2]).toBe('["é"]')
})

test('texts that are not those of the changes are refused', () => {
  const groups: ChangeGroup[] = [{ ids: '1\n2', kind: 'added' }]
  expect(() => unpackChanges({ groups, text: '[1]\u001e{}\u001e[2]' })).toThrow('3 texts')
})

test('an outcome keeps its own parts, cut to size, and nothing else', () => {
  const polluted = JSON.parse('{"id":"1","status":"ok","effect":"written","__proto__":{"x":1}}')
  expect(cleanOutcome(polluted)).toEqual({ id: '1', status: 'ok', effect: 'written' })
  const long = cleanOutcome({ id: '1', status: 'rejected', message: 'x'.repeat(9000), extra: 1 })
  expect(long).toEqual({ id: '1', status: 'rejected', message: 'x'.repeat(4096) })
  expect(cleanOutcome({ id: '1', status: 'ok', remoteId: 'x'.repeat(2000) })).toMatchObject({
    remoteId: false,
  })
  expect([cleanOutcome(null), cleanOutcome('ok')]).toEqual([null, 'ok'])
})

test('an outcome of several changes is that of each', () => {
  const several = { ids: '1\n22', id: '3', status: 'ok', effect: 'written', extra: true }
  expect(cleanOutcomes(several, idsOf(several, 9) ?? [])).toEqual([
    { id: '1', status: 'ok', effect: 'written' },
    { id: '22', status: 'ok', effect: 'written' },
  ])
  expect([{ ids: ['1'] }, { id: '1' }, null].map((one) => idsOf(one, 9))).toEqual(
    Array(3).fill(undefined),
  )
  expect(cleanOutcomes(several, ['x'.repeat(2000)])).toEqual([{ status: 'ok', effect: 'written' }])
})

test('lines are cut where they end, however the bytes arrive, and not too long', () => {
  const lines: string[] = []
  let tooLong = 0
  const reader = new LineReader(
    (line) => lines.push(line),
    () => tooLong++,
    10,
  )
  const bytes = Buffer.from('åä\n\n{"a":1}\nrest')
  for (const byte of bytes) reader.push(Buffer.from([byte]))
  reader.end()
  expect(lines).toEqual(['åä', '{"a":1}', 'rest'])
  reader.push(Buffer.alloc(11, 'x'))
  expect(tooLong).toBe(1)
})

test('what follows a line is taken as it is, however the bytes arrive', () => {
  const bytes = Buffer.from('{"bytes":5}\nå\n\n!{"bytes":0}\nlast\n')
  for (const size of [1, 2, 7, bytes.length]) {
    const got: string[] = []
    const reader = new LineReader(
      (line) => {
        got.push(line)
        if (!line.startsWith('{')) return
        const { bytes: length } = JSON.parse(line) as { bytes: number }
        reader.take(length, (body) => got.push(`body ${body.toString('utf8')}`))
      },
      () => got.push('too long'),
      20,
    )
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
    expect(got).toEqual(['{"bytes":5}', 'body å\n\n!', '{"bytes":0}', 'body ', 'last'])
    reader.take(21, () => got.push('never'))
    expect(got.at(-1)).toBe('too long')
  }
})

test.each([
  ['installed', false, undefined, true],
  ['linked', true, undefined, false],
  ['installed, in-process wanted', false, 'in-process', false],
  ['linked, a child wanted', true, 'child', true],
] as const)('a connector that is %s runs where it should', (_name, isLinked, runIn, expected) => {
  const code = { folder: '/x', entry: '/x/index.js', isLinked }
  const connection = { connector: { code }, ...(runIn === undefined ? {} : { runIn }) }
  expect(runsInChild(connection as unknown as Connection)).toBe(expected)
})

test('a record that is read back keeps every digit on its way', () => {
  const balance = '12345678901234567.125'
  const line = `{"type":"result","call":1,"value":[{"match":{"id":1},"fields":{"balance":${balance}}}]}`
  expect(readMessage(line, 2)).toMatchObject({
    message: { value: [{ match: { id: 1 }, fields: { balance: new ExactNumber(balance) } }] },
  })
})

test('the requests of a call that only reads may not write, whatever the connector asks for', () => {
  const scope = {
    run: { id: 'r1', sync: 'people', startedAt: '2026-01-31T13:05:00Z' },
    signal: new AbortController().signal,
    isResendable: true,
  }
  expect(gatewayCall({ ...scope, isReadOnly: true })).toMatchObject({ readOnly: true })
  expect(gatewayCall(scope)).not.toHaveProperty('readOnly')
})
