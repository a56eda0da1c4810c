import type { Chunk, ModelRead } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import { skip, type SourceCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { heapBytes } from './heap-bytes.ts'
import { valueForms } from './value-form.ts'

const chunkRowsMax = 100_000
const growthBytesMax = 24 << 20

/** What a read gives. */
export const readChecks: readonly SourceCheck[] = [
  {
    id: 'R03',
    title: 'rows are read exactly: every digit, every character, null apart from an empty text',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const { models } = await trial.source()
      const source = await trial.openSource()
      for (const { name, model, rows } of models) {
        trial.journal.note(`read ${name}`)
        expectSame((await source.read(model)).rows, rows, `the rows of ${name}`)
      }
    },
  },
  {
    id: 'R04',
    title: 'every value has the canonical text of its type',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const { models } = await trial.source()
      const source = await trial.openSource()
      for (const { model } of models) {
        const { columns, rows } = await source.read(model)
        for (const [place, { name, type }] of columns.entries()) {
          const wrong = rows
            .map((row) => row[place] ?? null)
            .find((value) => value !== null && !valueForms[type].test(value))
          expectThat(wrong === undefined, `${name} as the canonical text of a ${type}`, wrong)
        }
      }
    },
  },
  {
    id: 'R05',
    title: 'a large model comes in chunks, each of all columns and of a bounded number of rows',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const { large } = await trial.source()
      const { columns, chunks } = await (await trial.openSource()).stream(large.model)
      let count = 0
      let rows = 0
      const end = await eachChunk(chunks, (chunk) => {
        count += 1
        rows += chunk.rowCount
        expectThat(
          chunk.rowCount <= chunkRowsMax,
          `at most ${chunkRowsMax} rows a chunk`,
          chunk.rowCount,
        )
        const values = chunkColumns(chunk, columns.length)
        const lengths = new Set(values.map((column) => column.length))
        expectSame(
          [values.length, ...lengths],
          [columns.length, chunk.rowCount],
          'columns and values of a chunk',
        )
      })
      expectSame([end?.rows, rows], [large.rows, large.rows], 'rows at the end')
      expectThat(count > 1, 'more than one chunk', count)
    },
  },
  {
    id: 'R06',
    title: 'a slow reader costs no memory: rows wait at the source',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { large } = await trial.source()
      const source = await trial.openSource()
      const growth = async () => heapGrowth((await source.stream(large.model)).chunks)
      let most = await growth()
      // Whatever else the process does meanwhile does not come a second time.
      if (most > growthBytesMax) most = Math.min(most, await growth())
      const bound = `at most ${growthBytesMax} bytes more while it is read`
      expectThat(most <= growthBytesMax, bound, most)
    },
  },
  {
    id: 'R14',
    title: 'a preview stops after the rows that were asked for',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const { large } = await trial.source()
      const source = await trial.openSource()
      for (const rowsMax of [1, 7]) {
        expectSame(
          (await source.read(large.model, { rowsMax })).rows.length,
          rowsMax,
          'rows of the preview',
        )
      }
    },
  },
  {
    id: 'R15',
    title: 'a model without rows is an end with its columns and no row',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { empty } = await trial.source()
      if (empty === undefined) return skip('its conformance file names no empty model')
      const source = await trial.openSource()
      const { columns, rows } = await source.read(empty)
      expectSame(rows.length, 0, 'rows')
      expectThat(columns.length > 0, 'columns', 'none')
      return undefined
    },
  },
  {
    id: 'R16',
    title: 'two reads at once do not disturb each other',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { models } = await trial.source()
      const source = await trial.openSource()
      const twice = [...models, ...models]
      const read = await Promise.all(twice.map(({ model }) => source.read(model)))
      expectSame(
        read.map(({ rows }) => rows),
        twice.map(({ rows }) => rows),
        'the rows',
      )
    },
  },
  {
    id: 'R17',
    title: 'what DuckDB reads by itself is what read gives',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { models, runDuckdb } = await trial.source()
      if (!('duckdbQuery' in trial.subject.definition))
        return skip('DuckDB cannot read it by itself')
      if (runDuckdb === undefined) return skip('its conformance file runs no query of DuckDB')
      const source = await trial.openSource()
      let queries = 0
      for (const { name, model, rows } of models) {
        const query = await source.duckdbQuery(model)
        if (query === undefined) continue
        queries += 1
        expectSame(await runDuckdb(query), rows, `the rows of ${name}`)
      }
      return queries === 0 ? skip('DuckDB can read none of the models by itself') : undefined
    },
  },
]

/** The most bytes that the process holds while chunks are taken, beyond what it held at the first. */
async function heapGrowth(chunks: ModelRead['chunks']): Promise<number> {
  let [first, most] = [0, 0]
  await eachChunk(chunks, () => {
    const used = heapBytes()
    first ||= used
    most = Math.max(most, used - first)
  })
  return most
}

/** Reads chunk by chunk to the end. @returns what the read says of its end */
export async function eachChunk(
  chunks: ModelRead['chunks'],
  look: (chunk: Chunk) => void,
): Promise<{ readonly rows?: number } | undefined> {
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) return next.value
    look(next.value)
  }
}
