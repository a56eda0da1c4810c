import { errorMessage, isRevError, RevError } from '@revetl/sdk'
import type {
  Chunk,
  Column,
  Context,
  DiscoveredTable,
  ModelRead,
  ReadEnd,
  ReadRequest,
  Value,
} from '@revetl/sdk'
import { bodyOf, pageOf, type Page } from './answers.ts'
import { readRows } from './client.ts'
import { toText } from './columns.ts'
import type { Config } from './config.ts'
import { findTable } from './tables.ts'

type Ctx = Context<Config>

const pageRowsMax = 1000

/** Streams a table page by page; each page is asked for when the one before was taken. */
export async function readModel(
  { model, rowsMax = Infinity }: ReadRequest,
  ctx: Ctx,
): Promise<ModelRead> {
  const table = await findTable(model, ctx)
  return { columns: table.columns, chunks: chunksOf(table, rowsMax, ctx) }
}

async function* chunksOf(
  { path: [table = ''], columns }: DiscoveredTable,
  rowsMax: number,
  ctx: Ctx,
): AsyncGenerator<Chunk, ReadEnd, void> {
  const names = columns.map(({ name }) => name)
  let rows = 0
  let cursor: string | undefined
  for (;;) {
    const limit = Math.min(pageRowsMax, rowsMax - rows)
    const { items, next, total } = await readPage(ctx, { table, columns: names, limit, cursor })
    if (items.length > 0) yield toChunk(columns, items)
    rows += items.length
    if (rows >= rowsMax) return { rows }
    if (next !== undefined && items.length > 0) {
      cursor = next
      continue
    }
    if (total === rows) return { rows }
    // An end that is not the end would look like records that are gone.
    const got = `Failed to read ${table}: expected ${JSON.stringify(total)} rows, got ${rows}.`
    throw new RevError('REV_READ_INCOMPLETE', got)
  }
}

async function readPage(ctx: Ctx, request: Parameters<typeof readRows>[1]): Promise<Page> {
  const asked = `the table ${request.table}`
  try {
    return pageOf(bodyOf(await readRows(ctx, request), asked), 'rows')
  } catch (error) {
    // Whatever it was, the read is not complete; who stopped it and who may not read knows why.
    if (ctx.signal.aborted || (isRevError(error) && error.kind !== 'environment')) throw error
    throw new RevError('REV_READ_FAILED', `Failed to read ${asked}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
}

/** Rows as columns of canonical texts. @throws `REV_READ_FAILED` for a row of other columns */
function toChunk(columns: readonly Column[], rows: readonly Value[]): Chunk {
  for (const row of rows) {
    if (Array.isArray(row) && row.length === columns.length) continue
    const expected = `expected rows of ${columns.length} values`
    throw new RevError('REV_READ_FAILED', `Failed to read: ${expected}.`)
  }
  return {
    rowCount: rows.length,
    columns: columns.map((column, place) =>
      (rows as readonly (readonly Value[])[]).map((row) => toText(column, row[place] ?? null)),
    ),
  }
}
