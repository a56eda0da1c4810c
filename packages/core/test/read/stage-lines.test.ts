import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Chunk, Column, ModelRead, ReadEnd } from '@revetl/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { LocalDatabase } from '../../src/local-database.ts'
import type { OpenSource } from '../../src/open-connections.ts'
import { stageModel, type Stage } from '../../src/read/stage.ts'

const columns: readonly Column[] = [
  { name: 'id', type: 'integer' },
  { name: 'a "quoted" name', type: 'string' },
  { name: 'is_active', type: 'boolean' },
]
const request = { model: { kind: 'table', table: ['things'] }, projectPath: '/' } as const

async function* chunksOf(texts: readonly string[]): AsyncGenerator<Chunk, ReadEnd, void> {
  const counts = texts.map((text) => text.split('\n').length - 1)
  for (const [index, text] of texts.entries()) {
    yield { rowCount: counts[index] ?? 0, text: Buffer.from(text) }
  }
  return { rows: counts.reduce((sum, count) => sum + count, 0) }
}

/** A model that came as text, staged. */
async function stage(...texts: readonly string[]): Promise<Stage & { database: LocalDatabase }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-lines-'))
  const options = { statePath: folder, spillPath: path.join(folder, 'spill'), memoryMax: undefined }
  const database = await LocalDatabase.open(options)
  onTestFinished(async () => {
    await database[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })
  const read: ModelRead = { columns, chunks: chunksOf(texts) }
  const source: Pick<OpenSource, 'read' | 'duckdbQuery'> = {
    read: () => Promise.resolve(read),
    duckdbQuery: undefined,
  }
  const { signal } = new AbortController()
  // Nothing else of a source is asked for.
  const parts = { database, source: source as OpenSource, request, columns, signal }
  return { ...(await stageModel(parts)), database }
}

test('columns have their names and types, and rows their order over several chunks', async () => {
  const { select, database } = await stage(
    '9007199254740993\t\\N\tt\n',
    '2\ttab\\tand\\\\\tfalse\n',
  )
  expect(await database.rows(select)).toEqual([
    ['9007199254740993', null, true],
    [2, 'tab\tand\\', false],
  ])
})

test('no rows are no rows', async () => {
  const { select, database } = await stage()
  expect(await database.rows(select)).toEqual([])
})

test.each([
  ['is_active', '1\ta\tt\n2\tb\n', 'a row has 2 values and not 3'],
  ['id', '1\ta\tt\n2\tb\tt\tmore\n', 'a row has 4 values and not 3'],
  ['id', '1\ta\\q\tt\n', 'an escape that is none'],
])('whoever takes %s alone is told of a row that is none', async (name, text, why) => {
  const { select, database } = await stage(text)
  await expect(database.rows(`SELECT ${name} FROM (${select})`)).rejects.toMatchObject({
    code: 'REV_CONNECTOR_CONTRACT',
    message: expect.stringContaining(why),
  })
})
