import { appendFileSync, chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ExactNumber } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openFiles, query } from './open-files.ts'

const types = { id: 'integer', name: 'string' } as const
const ann = { id: 1, name: 'Ann' }
const bob = { id: 2, name: 'Bob' }

test('nobody sees a file before its commit, and then all of it', async () => {
  await using files = await openFiles()
  const session = await files.begin('people.csv', 'replace', types)
  await session.write({ records: [ann] })
  await session.write({ records: [bob] })
  expect(files.names()).not.toContain('people.csv')
  await session.commit()
  expect(files.names()).toEqual(['people.csv'])
  expect(files.text('people.csv')).toBe('id,name\r\n1,Ann\r\n2,Bob\r\n')
})

test('replace takes the place of what was there and keeps its permissions', async () => {
  await using files = await openFiles()
  await files.write('people.jsonl', 'replace', { types, records: [ann, bob] })
  const file = path.join(files.folder, 'people.jsonl')
  chmodSync(file, 0o600)
  await files.write('people.jsonl', 'replace', { types, records: [bob] })
  expect(files.text('people.jsonl')).toBe('{"id":2,"name":"Bob"}\n')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('replace with no record leaves a file with the header alone', async () => {
  await using files = await openFiles()
  await files.write('people.csv', 'replace', { types, records: [] })
  expect(files.text('people.csv')).toBe('id,name\r\n')
})

test('append adds to what is there, below one header', async () => {
  await using files = await openFiles()
  await files.write('people.csv', 'append', { types, records: [ann], id: 'run-1' })
  await files.write('people.csv', 'append', { types, records: [bob], id: 'run-2' })
  expect(files.text('people.csv')).toBe('id,name\r\n1,Ann\r\n2,Bob\r\n')
})

test('append ends a last line that is not ended', async () => {
  await using files = await openFiles()
  mkdirSync(files.folder)
  writeFileSync(path.join(files.folder, 'people.jsonl'), '{"id":0}')
  await files.write('people.jsonl', 'append', { types, records: [ann] })
  expect(files.text('people.jsonl')).toBe('{"id":0}\n{"id":1,"name":"Ann"}\n')
})

test('append below other columns is refused and changes nothing', async () => {
  await using files = await openFiles()
  mkdirSync(files.folder)
  writeFileSync(path.join(files.folder, 'people.csv'), 'id,email\r\n')
  await expect(files.begin('people.csv', 'append', types)).rejects.toMatchObject({
    code: 'REV_CONFIG_INVALID',
    message: expect.stringContaining('Expected id,name, got id,email'),
  })
  expect(files.names()).toEqual(['people.csv'])
})

test('JSON lines keep every digit and one line for each record', async () => {
  await using files = await openFiles()
  const records = [{ n: new ExactNumber('9007199254740993'), t: 'a\nb\u2028', z: null }]
  const all = { n: 'integer', t: 'string', z: 'string' } as const
  await files.write('x.ndjson', 'replace', { types: all, records })
  expect(files.text('x.ndjson')).toBe('{"n":9007199254740993,"t":"a\\nb\u2028","z":null}\n')
})

test.each(['people.csv', 'people.jsonl', 'people.parquet'])(
  'an aborted session leaves %s and its folder as they were',
  async (name) => {
    await using files = await openFiles()
    const operation = name.endsWith('.parquet') ? 'replace' : 'append'
    await files.write(name, 'replace', { types, records: [ann] })
    const before = [files.names(), files.text(name)]
    const session = await files.begin(name, operation, types, 'run-2')
    await session.write({ records: [bob] })
    await session.abort()
    expect([files.names(), files.text(name)]).toEqual(before)
  },
)

test('an append that became visible without anybody learning of it is taken back', async () => {
  await using files = await openFiles()
  await files.write('people.csv', 'append', { types, records: [ann], id: 'run-1' })
  const lost = await files.begin('people.csv', 'append', types, 'run-2')
  await lost.write({ records: [bob] })
  await lost.commit()
  await lost.abort()
  expect(files.text('people.csv')).toBe('id,name\r\n1,Ann\r\n')
})

test('a first append that became visible is taken back to no file at all', async () => {
  await using files = await openFiles()
  const lost = await files.begin('people.csv', 'append', types)
  await lost.write({ records: [bob] })
  await lost.commit()
  await lost.abort()
  expect(files.names()).toEqual([])
})

test('an abort takes nothing back that another session wrote', async () => {
  await using files = await openFiles()
  await files.write('people.csv', 'append', { types, records: [ann], id: 'run-1' })
  const other = await files.begin('people.csv', 'append', types, 'run-2')
  await other.abort()
  expect(files.text('people.csv')).toBe('id,name\r\n1,Ann\r\n')
})

test('an append that somebody has added to since is not cut off', async () => {
  await using files = await openFiles()
  const lost = await files.begin('people.csv', 'append', types)
  await lost.write({ records: [ann] })
  await lost.commit()
  appendFileSync(path.join(files.folder, 'people.csv'), '9,Eve\r\n')
  await expect(lost.abort()).rejects.toMatchObject({ code: 'REV_FILE_WRITE' })
  expect(files.text('people.csv')).toContain('9,Eve')
})

test('a write without a session is refused', async () => {
  await using files = await openFiles()
  const session = await files.begin('people.csv', 'replace', types)
  await session.commit()
  await expect(session.write({ records: [ann] })).rejects.toMatchObject({
    code: 'REV_CONNECTOR_CONTRACT',
  })
})

test('check writes nothing and tells a folder that cannot be', async () => {
  await using files = await openFiles()
  expect(await files.destination.check()).toEqual({ account: { id: files.folder } })
  expect(() => statSync(files.folder)).toThrow('ENOENT')
  writeFileSync(files.folder, 'a file')
  await expect(files.destination.check()).rejects.toMatchObject({ code: 'REV_CONFIG_INVALID' })
})

test.each(['people', 'people.txt', '../people.csv', 'CON.csv'])(
  'a file that cannot be is refused before anything is read: %s',
  async (name) => {
    await using files = await openFiles()
    const { signal } = new AbortController()
    const asked = (...objects: string[]) => files.destination.discover(signal, { objects })
    expect(await asked('people.csv')).toEqual({ objects: [], isOpen: true })
    await expect(asked('people.csv', name)).rejects.toMatchObject({ code: 'REV_CONFIG_INVALID' })
  },
)

test('discover lists the files that are there', async () => {
  await using files = await openFiles()
  expect(await files.destination.discover()).toEqual({ objects: [], isOpen: true })
  await files.write('b.csv', 'replace', { types, records: [ann] })
  await files.write('a.parquet', 'replace', { types, records: [ann] })
  writeFileSync(path.join(files.folder, 'notes.txt'), '')
  const { objects } = await files.destination.discover()
  expect(objects.map(({ name }) => name)).toEqual(['a.parquet', 'b.csv'])
})

test.each(['x.csv', 'x.jsonl', 'x.parquet'])(
  'half a character is rejected in %s and the other records are written',
  async (name) => {
    await using files = await openFiles()
    const session = await files.begin(name, 'replace', { value: 'string', more: 'json' })
    const outcomes = await session.write({
      records: [
        { value: '\ud800' },
        { value: '\\ud800 👩‍💻', more: ['\\udc00'] },
        { value: 'x', more: { '\ud800': 1 } },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'ok' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
    ])
    await session.commit()
    const [row, ...others] = await query(`SELECT value FROM '${path.join(files.folder, name)}'`)
    expect([row, others]).toEqual([['\\ud800 👩‍💻'], []])
  },
)
