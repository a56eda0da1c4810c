import {
  defineSource,
  RevError,
  type Chunk,
  type Column,
  type ModelQuery,
  type ReadEnd,
  type ReadRequest,
  type Source,
} from '@revetl/sdk'
import * as z from 'zod'
import { defineConformance } from '../../src/index.ts'

type Row = readonly (string | null)[]

/** Tables in memory, by name. */
export interface Memory {
  readonly tables: Map<string, { readonly columns: readonly Column[]; rows: readonly Row[] }>
  /** Whether reads fail from now on. */
  isBroken: boolean
}

/** Parts of the good source that a broken one replaces. */
export interface SourceParts {
  readonly discover: (memory: Memory) => ReturnType<Source['discover']>
  readonly describe: (memory: Memory, request: ReadRequest) => Promise<readonly Column[]>
  readonly chunks: (
    memory: Memory,
    request: ReadRequest,
    signal: AbortSignal,
  ) => AsyncGenerator<Chunk, ReadEnd, void>
}

const config = z.strictObject({
  name: z.string().min(1).meta({ title: 'Name', description: 'What the memory is called.' }),
})
const chunkRows = 1000
const largeRows = 12_000

/** The name of the table that a model reads. @throws `REV_MODEL_*` */
export function tableOf({ tables }: Memory, model: ModelQuery): string {
  if (model.kind !== 'sql') return model.kind === 'table' ? model.table.join('.') : 'files'
  const [, table = ''] = /^select \* from (\w+)$/.exec(model.sql) ?? []
  if (/^(drop|insert|delete|update)\b/.test(model.sql)) {
    throw new RevError('REV_MODEL_NOT_A_QUERY', 'Failed to read the model: it writes.')
  }
  if (table === '') throw new RevError('REV_MODEL_SQL', 'Failed to read the model: no such SQL.')
  if (!tables.has(table)) throw new RevError('REV_MODEL_NOT_FOUND', `There is no ${table}.`)
  return table
}

/** Rows as a chunk, column by column. */
export function toChunk(rows: readonly Row[], width: number): Chunk {
  const columns = Array.from({ length: width }, (_, place) => rows.map((row) => row[place] ?? null))
  return { rowCount: rows.length, columns }
}

/** The good parts. */
export const goodParts: SourceParts = {
  discover: async ({ tables }) => ({
    tables: [...tables].map(([name, { columns }]) => ({ path: [name], columns })),
  }),
  describe: async (memory, { model }) => memory.tables.get(tableOf(memory, model))?.columns ?? [],
  chunks: async function* (memory, { model, rowsMax = Infinity }, signal) {
    const name = tableOf(memory, model)
    // The rows as they are now; whoever changes the table makes a new list.
    const { rows = [], columns = [] } = memory.tables.get(name) ?? {}
    const wanted = rows.slice(0, rowsMax)
    for (let from = 0; from < wanted.length; from += chunkRows) {
      if (signal.aborted) throw new RevError('REV_RUN_CANCELLED', 'The read was stopped.')
      if (memory.isBroken || (name === 'failing' && from > 0)) {
        throw new RevError('REV_READ_FAILED', 'The memory has failed.')
      }
      yield toChunk(wanted.slice(from, from + chunkRows), columns.length)
    }
    if (signal.aborted) throw new RevError('REV_RUN_CANCELLED', 'The read was stopped.')
    return { rows: wanted.length }
  },
}

let memory: Memory

/** A source that reads tables from memory, with some of its parts replaced. */
export function memorySource(replaced: Partial<SourceParts> = {}): Source<{ name: string }> {
  const parts = { ...goodParts, ...replaced }
  return defineSource({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Memory' },
    config,
    network: { hosts: [] },
    check: async ({ config: { name } }) => ({ account: { id: name } }),
    discover: () => parts.discover(memory),
    describe: (request) => parts.describe(memory, request),
    read: async (request, { signal }) => ({
      columns: await parts.describe(memory, request),
      chunks: parts.chunks(memory, request, signal),
    }),
  })
}

const kinds: readonly Column[] = [
  { name: 'id', type: 'integer' },
  { name: 'amount', type: 'decimal' },
  { name: 'note', type: 'string' },
]
const kindRows: readonly Row[] = [
  ['1', '12345678901234567890.5', 'Grüße 👩‍💻'],
  ['2', '0.10', ''],
  ['3', null, null],
]
const wide: readonly Column[] = [
  { name: 'id', type: 'integer' },
  { name: 'v', type: 'integer' },
]
const rowsOf = (v: string): readonly Row[] =>
  Array.from({ length: largeRows }, (_, id) => [String(id), v])
const sql = (text: string) => ({ kind: 'sql', sql: text }) as const

/** How the source is tried. */
export const memoryConformance = defineConformance({
  kind: 'source',
  start: async () => {
    const own: Memory = {
      tables: new Map([
        ['kinds', { columns: kinds, rows: kindRows }],
        ['wide', { columns: wide, rows: rowsOf('1') }],
        ['failing', { columns: wide, rows: rowsOf('1') }],
        ['nothing', { columns: wide, rows: [] }],
      ]),
      isBroken: false,
    }
    memory = own
    return {
      config: { name: 'memory' },
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds'),
          columns: [
            { name: 'id', type: 'integer' },
            { name: 'amount', type: 'decimal' },
            { name: 'note', type: 'string' },
          ],
          rows: kindRows,
        },
      ],
      large: { model: sql('select * from wide'), rows: largeRows },
      empty: sql('select * from nothing'),
      failing: sql('select * from failing'),
      refused: [
        { model: sql('selec 1'), code: 'REV_MODEL_SQL' },
        { model: sql('select * from nowhere'), code: 'REV_MODEL_NOT_FOUND' },
      ],
      writing: ['drop table kinds'],
      change: async () => void own.tables.set('wide', { columns: wide, rows: rowsOf('2') }),
      breakRead: async () => {
        own.isBroken = true
      },
    }
  },
})
