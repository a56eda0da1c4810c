import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineSource, type Chunk, type Column, type ReadEnd, type Source } from '@revetl/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { openSource } from '../../src/host/open-source.ts'
import { LocalDatabase } from '../../src/local-database.ts'
import type { Connection } from '../../src/connection.ts'
import { stageModel } from '../../src/read/stage.ts'
import { memoryServices } from '../host/child-services.ts'

const request = { model: { kind: 'table', table: ['things'] }, projectPath: '/' } as const

interface Session {
  isOpen: boolean
  chunksMade: number
}

/** A source that opens a session in `read` and closes it in its chunks, as those of databases do. */
function sessionSource(
  columns: readonly Column[],
  values: readonly (string | null)[],
  more: Pick<Source, 'duckdbQuery'> = {},
) {
  const session: Session = { isOpen: false, chunksMade: 0 }
  async function* chunks(signal: AbortSignal): AsyncGenerator<Chunk, ReadEnd, void> {
    try {
      signal.throwIfAborted()
      for (const value of values) {
        session.chunksMade += 1
        yield { rowCount: 1, columns: columns.map(() => [value]) }
      }
      return { rows: values.length }
    } finally {
      session.isOpen = false
    }
  }
  const source: Source = defineSource({
    id: 'sessions',
    apiVersion: 1,
    vendor: { name: 'Sessions' },
    config: { '~standard': { version: 1, vendor: 'rev', validate: (value) => ({ value }) } },
    configJsonSchema: { type: 'object' },
    network: { hosts: [] },
    check: async () => ({ account: { id: 'sessions' } }),
    discover: async () => ({ tables: [] }),
    describe: async () => columns,
    read: async (_request, { signal }) => {
      session.isOpen = true
      return { columns, chunks: chunks(signal) }
    },
    ...more,
  })
  return { session, source }
}

async function stage(source: Source, columns: readonly Column[]) {
  return (await stagedRows(source, columns)).stage
}

async function stagedRows(source: Source, columns: readonly Column[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-stage-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const options = { statePath: folder, spillPath: path.join(folder, 'spill'), memoryMax: undefined }
  await using database = await LocalDatabase.open(options)
  await using opened = await openSource(connectionTo(source), memoryServices().services)
  const { signal } = new AbortController()
  const staged = await stageModel({ database, source: opened, request, columns, signal })
  const typed = columns.map(({ name }) => `typeof("${name}"), "${name}"::VARCHAR`).join(', ')
  return { stage: staged, rows: await database.rows(`SELECT ${typed} FROM (${staged.select})`) }
}

const manifest = {
  manifestVersion: 1,
  kind: 'source',
  id: 'sessions',
  apiVersion: 1,
  title: 'Sessions',
  vendor: { name: 'Sessions' },
  configSchema: { type: 'object' },
  hasAuth: false,
  hosts: [],
  objects: {},
} as const

const connectionTo = (source: Source): Connection => ({
  name: 'things',
  kind: 'source',
  connector: {
    packageName: 'rev-source-sessions',
    version: '1.0.0',
    manifest,
    code: { folder: '/', entry: '/index.js', isLinked: true },
    load: () => Promise.resolve(source),
  },
  config: {},
  runIn: 'in-process',
  secrets: [],
  place: { file: 'rev.yaml', line: 1, column: 1 },
})

const twins = [
  { name: 'a', type: 'string' },
  { name: 'A', type: 'string' },
] as const

test('a read whose columns are refused is let go before it made one chunk', async () => {
  const { session, source } = sessionSource(twins, ['x'])
  await expect(stage(source, twins)).rejects.toMatchObject({ code: 'REV_MODEL_COLUMN' })
  await expect.poll(() => session.isOpen).toBe(false)
  expect(session.chunksMade).toBe(0)
})

test('a read that is refused half-way is let go', async () => {
  const columns = [{ name: 'a', type: 'string' }] as const
  const { session, source } = sessionSource(columns, ['x', '\ud800', 'y'])
  await expect(stage(source, columns)).rejects.toMatchObject({ code: 'REV_READ_FAILED' })
  await expect.poll(() => session.isOpen).toBe(false)
  expect(session.chunksMade).toBe(2)
})

test('a read to its end has let go by itself', async () => {
  const columns = [{ name: 'a', type: 'string' }] as const
  const { session, source } = sessionSource(columns, ['x', null])
  expect(await stage(source, columns)).toMatchObject({ columns })
  expect(session).toEqual({ isOpen: false, chunksMade: 2 })
})

test('a model that DuckDB itself could not read has the types that it would have had', async () => {
  const columns = [
    { name: 'n', type: 'decimal', precision: 9, scale: 2 },
    { name: 'h', type: 'decimal', precision: 39, scale: 0 },
  ] as const
  const inDuckdb = { attach: [], sql: 'SELECT 5::DECIMAL(9, 2), 5::HUGEINT' }
  const asked = []
  for (const query of [inDuckdb, undefined]) {
    const { source } = sessionSource(columns, ['5'], { duckdbQuery: async () => query })
    const { stage: staged, rows } = await stagedRows(source, columns)
    asked.push({ columns: staged.columns, types: rows[0]?.filter((_, index) => index % 2 === 0) })
  }
  expect(asked[1]).toEqual(asked[0])
  expect(asked[0]).toEqual({ columns, types: ['DECIMAL(9,2)', 'VARCHAR'] })
})
