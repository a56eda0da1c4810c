import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Manifest, ModelRead } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import { openSource } from '../../src/host/open-source.ts'
import type { Connection } from '../../src/connection.ts'
import { memoryServices } from './child-services.ts'

const request = { model: { kind: 'table', table: ['numbers'] }, projectPath: '/' } as const
const manifest: Manifest = {
  manifestVersion: 1,
  kind: 'source',
  id: 'counting',
  apiVersion: 1,
  title: 'Counting',
  vendor: { name: 'Counting' },
  configSchema: { type: 'object' },
  hasAuth: false,
  hosts: ['127.0.0.1'],
  objects: {},
}

function counting(config: Readonly<Record<string, unknown>>): Connection {
  return {
    name: 'numbers',
    kind: 'source',
    connector: {
      packageName: 'rev-source-counting',
      version: '1.0.0',
      manifest,
      code: {
        folder: path.resolve(import.meta.dirname, '../..'),
        entry: path.join(import.meta.dirname, 'counting-source.mjs'),
        isLinked: true,
      },
      load: () => Promise.reject(new Error('not in this process')),
    },
    config,
    runIn: 'child',
    secrets: [],
    place: { file: 'rev.yaml', line: 1, column: 1 },
  }
}

async function collect({ columns, chunks }: ModelRead) {
  const ids: (string | null)[] = []
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) return { ids, end: next.value }
    ids.push(...(chunkColumns(next.value, columns.length)[0] ?? []))
  }
}

test('a model is read from a child chunk by chunk, to the end that the source confirms', async () => {
  const { services } = memoryServices()
  await using source = await openSource(counting({ rows: 2500, chunkRows: 100 }), services)
  const { signal } = new AbortController()
  expect(await source.describe(request, signal)).toHaveLength(2)
  const { ids, end } = await collect(await source.read(request, signal))
  expect(ids).toEqual(Array.from({ length: 2500 }, (_, index) => String(index)))
  expect(end).toEqual({ rows: 2500 })
})

test.each([
  [{ attach: [], sql: 'SELECT 1' }, true],
  [undefined, false],
  // What a language without undefined says.
  [null, false],
])(
  'a child gives the statement by which DuckDB itself reads a model, or none: %j',
  async (query, isThere) => {
    const { services } = memoryServices()
    const connection = counting({ query })
    const { connector } = connection
    const declared = { ...manifest, readsInDuckdb: true, permissions: { addons: true } }
    await using source = await openSource(
      { ...connection, connector: { ...connector, manifest: declared } },
      services,
    )
    expect(await source.duckdbQuery?.(request, new AbortController().signal)).toEqual(
      isThere ? query : undefined,
    )
  },
)

test('the text of rows comes from a child as it is', async () => {
  const { services } = memoryServices()
  await using source = await openSource(
    counting({ rows: 250, chunkRows: 100, asText: true }),
    services,
  )
  const { signal } = new AbortController()
  const first = await (await source.read(request, signal)).chunks.next()
  expect(first.value).toMatchObject({ rowCount: 100, text: expect.any(Uint8Array) })
  const { ids, end } = await collect(await source.read(request, signal))
  expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => String(index)))
  expect(end).toEqual({ rows: 250 })
})

test('a source in a child makes no more chunks than the host has credit for', async () => {
  const { services, lines } = memoryServices()
  await using source = await openSource(counting({ rows: 5000, chunkRows: 100 }), services)
  const read = await source.read(request, new AbortController().signal)
  await read.chunks.next()
  await sleep(300)
  expect(lines.filter(({ message }) => message.startsWith('made a chunk')).length).toBeLessThan(8)
  await read.chunks.return({ rows: 0 })
})

test('a read of which no chunk is taken is let go by the source in the child', async () => {
  const { services, lines } = memoryServices()
  await using source = await openSource(counting({ rows: 5000, chunkRows: 100 }), services)
  const { signal } = new AbortController()
  const read = await source.read(request, signal)
  expect(await read.chunks.return({ rows: 0 })).toMatchObject({ done: true })
  await expect.poll(() => lines.some(({ message }) => message === 'closed the read')).toBe(true)
  const { end } = await collect(await source.read(request, signal))
  expect(end).toEqual({ rows: 5000 })
})

test('a read that is cancelled ends, and the source can be read again', async () => {
  const { services } = memoryServices()
  await using source = await openSource(counting({ rows: 5000, chunkRows: 100 }), services)
  const abort = new AbortController()
  const read = await source.read(request, abort.signal)
  await read.chunks.next()
  abort.abort()
  await expect(collect(read)).rejects.toThrow('stopped')
  const again = await collect(await source.read(request, new AbortController().signal))
  expect(again.end).toEqual({ rows: 5000 })
})

test('what a read has begun is stopped at the vendor, where it is cancelled and where its reader leaves', async () => {
  let stops = 0
  const vendor = createServer((_request, response) => {
    stops += 1
    response.end()
  }).listen(0, '127.0.0.1')
  await once(vendor, 'listening')
  const stopUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/`
  const { services } = memoryServices()
  await using source = await openSource(counting({ rows: 5000, chunkRows: 100, stopUrl }), services)
  const abort = new AbortController()
  const cancelled = await source.read(request, abort.signal)
  await cancelled.chunks.next()
  abort.abort()
  await expect(collect(cancelled)).rejects.toThrow('stopped')
  const left = await source.read(request, new AbortController().signal)
  await left.chunks.next()
  await left.chunks.return({ rows: 0 })
  await expect.poll(() => stops).toBe(2)
  vendor.close()
})

test.each([
  ['throw', 'the server went away'],
  ['exit', 'exited with code 3'],
])('a read that breaks off (%s) is a failed read and never its rows so far', async (fail, why) => {
  const { services } = memoryServices()
  await using source = await openSource(counting({ rows: 900, chunkRows: 100, fail }), services)
  const read = await source.read(request, new AbortController().signal)
  await expect(collect(read)).rejects.toThrow(why)
})

test('a count that is wrong reaches whoever compares it', async () => {
  const { services } = memoryServices()
  await using source = await openSource(
    counting({ rows: 10, chunkRows: 10, fail: 'lie' }),
    services,
  )
  const { ids, end } = await collect(await source.read(request, new AbortController().signal))
  expect([ids.length, end.rows]).toEqual([10, 9])
})
