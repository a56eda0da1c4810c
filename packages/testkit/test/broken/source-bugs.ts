import type { Column, ReadRequest } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import { goodParts, tableOf, toChunk, type Memory, type SourceParts } from './good-source.ts'

/** One bug in an otherwise good source. */
export interface SourceBug {
  readonly name: string
  readonly caughtBy: string
  readonly parts: () => Partial<SourceParts>
}

const tableFor = (memory: Memory, { model }: ReadRequest) =>
  memory.tables.get(tableOf(memory, model))
type Change = (value: string | null, place: number) => string | null
/** The good read, each of its values changed. */
const changing = (change: Change): Partial<SourceParts> => ({
  chunks: async function* (memory, request, signal) {
    const chunks = goodParts.chunks(memory, request, signal)
    for (;;) {
      const next = await chunks.next()
      if (next.done === true) return next.value
      const columns = chunkColumns(next.value, 0).map((values, place) =>
        values.map((value) => change(value, place)),
      )
      yield { ...next.value, columns }
    }
  },
})
const kept: Buffer[] = []

/** Bugs of sources. */
export const sourceBugs: readonly SourceBug[] = [
  {
    name: 'lists a table twice',
    caughtBy: 'R01',
    parts: () => ({
      discover: async (memory) => {
        const { tables } = await goodParts.discover(memory)
        return { tables: [...tables, ...tables] }
      },
    }),
  },
  {
    name: 'lists tables in another order each time',
    caughtBy: 'R01',
    parts: () => {
      let calls = 0
      return {
        discover: async (memory) => {
          const { tables } = await goodParts.discover(memory)
          return { tables: (calls += 1) % 2 === 0 ? tables : tables.toReversed() }
        },
      }
    },
  },
  {
    name: 'describes other columns than it reads',
    caughtBy: 'R02',
    parts: () => ({
      describe: async (memory, request) =>
        ((await goodParts.describe(memory, request)) as Column[]).map((one) => ({
          ...one,
          type: 'string',
        })),
    }),
  },
  {
    name: 'rounds numbers',
    caughtBy: 'R03',
    parts: () =>
      changing((value, place) => (place === 1 && value !== null ? String(Number(value)) : value)),
  },
  {
    name: 'takes null for an empty text',
    caughtBy: 'R03',
    parts: () => changing((value) => value ?? ''),
  },
  {
    name: 'writes numbers in a way of its own',
    caughtBy: 'R04',
    parts: () =>
      changing((value, place) => (place === 1 && value !== null ? `${value} EUR` : value)),
  },
  {
    name: 'gives everything in one chunk',
    caughtBy: 'R05',
    parts: () => ({
      chunks: async function* (memory, request) {
        const { rows = [], columns = [] } = tableFor(memory, request) ?? {}
        yield toChunk(rows, columns.length)
        return { rows: rows.length }
      },
    }),
  },
  {
    name: 'keeps what it has read',
    caughtBy: 'R06',
    parts: () =>
      changing((value, place) => {
        if (place === 0 && value?.endsWith('00')) kept.push(Buffer.alloc(1 << 19, 'x'))
        return value
      }),
  },
  {
    name: 'reads each chunk from the table as it is by then',
    caughtBy: 'R07',
    parts: () => ({
      chunks: async function* (memory, request) {
        const count = tableFor(memory, request)?.rows.length ?? 0
        for (let from = 0; from < count; from += 1000) {
          const { rows = [], columns = [] } = tableFor(memory, request) ?? {}
          yield toChunk(rows.slice(from, from + 1000), columns.length)
        }
        return { rows: count }
      },
    }),
  },
  {
    name: 'ends as if it were complete when it is stopped',
    caughtBy: 'R08',
    parts: () => ({
      chunks: async function* (memory, request, signal) {
        const { rows = [], columns = [] } = tableFor(memory, request) ?? {}
        let read = 0
        while (read < rows.length && !signal.aborted) {
          yield toChunk(rows.slice(read, read + 1000), columns.length)
          read = Math.min(rows.length, read + 1000)
        }
        return { rows: read }
      },
    }),
  },
  {
    name: 'goes on where the last reader has left',
    caughtBy: 'R09',
    parts: () => {
      let from = 0
      return {
        chunks: async function* (memory, request) {
          const { rows = [], columns = [] } = tableFor(memory, request) ?? {}
          while (from < rows.length) {
            from += 1000
            yield toChunk(rows.slice(from - 1000, from), columns.length)
          }
          from = 0
          return { rows: rows.length }
        },
      }
    },
  },
  {
    name: 'reads what is new since the last read',
    caughtBy: 'R10',
    parts: () => {
      const seen = new Set<string>()
      return {
        chunks: async function* (memory, request, signal) {
          const table = tableOf(memory, request.model)
          if (seen.has(table)) return { rows: 0 }
          seen.add(table)
          return yield* goodParts.chunks(memory, request, signal)
        },
      }
    },
  },
  {
    name: 'takes a failure for the end',
    caughtBy: 'R11',
    parts: () => ({
      chunks: async function* (memory, request, signal) {
        let rows = 0
        try {
          for await (const chunk of goodParts.chunks(memory, request, signal)) {
            rows += chunk.rowCount
            yield chunk
          }
        } catch {
          // As if there were no more.
        }
        return { rows }
      },
    }),
  },
  {
    name: 'takes a table that is not there for an empty one',
    caughtBy: 'R12',
    parts: () => ({
      describe: async (memory, request) => goodParts.describe(memory, request).catch(() => []),
    }),
  },
  {
    name: 'runs statements that write',
    caughtBy: 'R13',
    parts: () => ({
      describe: async (memory, request) => {
        const { model } = request
        if (model.kind !== 'sql' || !model.sql.startsWith('drop table '))
          return goodParts.describe(memory, request)
        memory.tables.delete(model.sql.replace('drop table ', ''))
        return []
      },
    }),
  },
  {
    name: 'reads everything for a preview',
    caughtBy: 'R14',
    parts: () => ({
      chunks: (memory, { model, projectPath }, signal) =>
        goodParts.chunks(memory, { model, projectPath }, signal),
    }),
  },
  {
    name: 'has no columns where there are no rows',
    caughtBy: 'R15',
    parts: () => ({
      describe: async (memory, request) =>
        (tableFor(memory, request)?.rows.length ?? 0) === 0
          ? []
          : goodParts.describe(memory, request),
    }),
  },
  {
    name: 'shares one place between two reads',
    caughtBy: 'R16',
    parts: () => {
      let active = 0
      return {
        chunks: async function* (memory, request, signal) {
          active += 1
          const isAlone = active === 1
          try {
            await Promise.resolve()
            if (isAlone && active === 1) return yield* goodParts.chunks(memory, request, signal)
            return { rows: 0 }
          } finally {
            active -= 1
          }
        },
      }
    },
  },
]
