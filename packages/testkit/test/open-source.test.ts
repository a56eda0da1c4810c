import { defineSource, type Chunk, type ModelRead, type ReadEnd, type Source } from '@revetl/sdk'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { openSource, type OpenSource } from '../src/index.ts'
import { codeOf } from './acme.ts'

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'name', type: 'string' },
] as const
const model = { kind: 'sql', sql: 'SELECT id, name FROM people' } as const
const chunk: Chunk = {
  rowCount: 2,
  columns: [
    ['1', '2'],
    ['Ada', null],
  ],
}

/** A source of made-up people; what its reads give is the test's choice. */
function people(
  chunks: () => AsyncGenerator<Chunk, ReadEnd, void>,
  options: Partial<Source<{ readonly path: string }>> = {},
): Promise<OpenSource> {
  const definition = defineSource({
    id: 'people',
    apiVersion: 1,
    vendor: { name: 'People' },
    config: z.object({ path: z.string() }),
    network: { hosts: [] },
    check: async ({ config }) => ({ account: { id: config.path } }),
    discover: async () => ({ tables: [{ path: ['people'], columns }] }),
    describe: async () => columns,
    read: async (): Promise<ModelRead> => ({ columns, chunks: chunks() }),
    ...options,
  })
  return openSource(definition, { config: { path: 'people.db' }, projectPath: '/project' })
}

test('collects the rows of all chunks', async () => {
  await using source = await people(async function* () {
    yield chunk
    yield chunk
    return { rows: 4 }
  })
  const ada = ['1', 'Ada']
  expect(await source.read(model)).toEqual({ columns, rows: [ada, ['2', null], ada, ['2', null]] })
})

test('takes an empty read that says that it is complete', async () => {
  await using source = await people(async function* () {
    yield* []
    return { rows: 0 }
  })
  expect((await source.read(model)).rows).toEqual([])
})

test.for<[string, () => AsyncGenerator<Chunk, ReadEnd, void>, string]>([
  [
    'without its end',
    async function* () {
      yield chunk
    } as unknown as () => AsyncGenerator<Chunk, ReadEnd, void>,
    'REV_READ_INCOMPLETE',
  ],
  [
    'with a wrong count',
    async function* () {
      yield chunk
      return { rows: 3 }
    },
    'REV_READ_INCOMPLETE',
  ],
  [
    'with a column too few',
    async function* () {
      yield { rowCount: 1, columns: [['1']] }
      return { rows: 1 }
    },
    'REV_CONNECTOR_CONTRACT',
  ],
  [
    'with columns of different lengths',
    async function* () {
      yield { rowCount: 2, columns: [['1', '2'], ['Ada']] }
      return { rows: 2 }
    },
    'REV_CONNECTOR_CONTRACT',
  ],
])('refuses a read %s', async ([, chunks, code]) => {
  await using source = await people(chunks)
  expect(await codeOf(source.read(model))).toBe(code)
})

test('a read that throws is a failed read, whatever came before', async () => {
  await using source = await people(async function* () {
    yield chunk
    throw new Error('connection lost')
  })
  await expect(source.read(model)).rejects.toThrow('connection lost')
})

test('checks, discovers and describes', async () => {
  await using source = await people(async function* () {
    yield* []
    return { rows: 0 }
  })
  expect(await source.check()).toEqual({ account: { id: 'people.db' } })
  expect((await source.discover()).tables).toEqual([{ path: ['people'], columns }])
  expect(await source.describe(model)).toEqual(columns)
  expect(await codeOf(source.duckdbQuery(model))).toBe('REV_USAGE')
})

test('hands on the model, the preview limit and the project’s folder', async () => {
  const requests: unknown[] = []
  await using source = await people(
    async function* () {
      yield* []
      return { rows: 0 }
    },
    {
      duckdbQuery: async (request) => {
        requests.push(request)
        return { attach: [], sql: 'SELECT 1' }
      },
    },
  )
  expect(await source.duckdbQuery(model, { rowsMax: 5 })).toEqual({ attach: [], sql: 'SELECT 1' })
  expect(requests).toEqual([{ model, rowsMax: 5, projectPath: '/project' }])
})
