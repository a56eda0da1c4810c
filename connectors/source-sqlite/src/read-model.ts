import { setImmediate } from 'node:timers/promises'
import {
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { readStopped } from '@revetl/sdk/sql'
import { bindModel, type BoundModel } from './bind-model.ts'
import { canonicalText, type StoredValue } from './canonical-text.ts'
import type { SqliteConfig } from './config.ts'
import { openSession, type Session } from './session.ts'
import { readError } from './sqlite-errors.ts'

const chunkRows = 2_048
const chunkCharsMin = 4 << 20

/** The columns of a model. @throws `REV_MODEL_*` */
export function describeModel(
  request: ReadRequest,
  ctx: Context<SqliteConfig>,
): Promise<readonly Column[]> {
  using session = openSession(ctx)
  return Promise.resolve(bindModel(session.database, request.model, undefined).columns)
}

/** Reads a model from one snapshot. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export function readModel(request: ReadRequest, ctx: Context<SqliteConfig>): Promise<ModelRead> {
  const session = openSession(ctx, 'read')
  try {
    const bound = bindModel(session.database, request.model, request.rowsMax)
    const chunks = streamChunks(session, bound, ctx.signal)
    return Promise.resolve({ columns: bound.columns, chunks })
  } catch (error) {
    session[Symbol.dispose]()
    throw error
  }
}

async function* streamChunks(
  session: Session,
  { columns, statement }: BoundModel,
  signal: AbortSignal,
): AsyncGenerator<Chunk, ReadEnd, void> {
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const rows = statement.iterate() as unknown as Iterator<readonly StoredValue[]>
  let rowsRead = 0
  try {
    for (;;) {
      // SQLite runs on this thread: between two chunks others get their turn, and a stop is seen.
      await setImmediate()
      signal.throwIfAborted()
      const chunk = nextChunk(rows, columns)
      if (chunk.rowCount === 0) return { rows: rowsRead }
      rowsRead += chunk.rowCount
      yield chunk
    }
  } catch (error) {
    throw signal.aborted ? readStopped(error) : readError(error)
  } finally {
    session[Symbol.dispose]()
  }
}

function nextChunk(rows: Iterator<readonly StoredValue[]>, columns: readonly Column[]): Chunk {
  const texts: (string | null)[][] = columns.map(() => [])
  let rowCount = 0
  for (let chars = 0; rowCount < chunkRows && chars < chunkCharsMin; rowCount += 1) {
    const { done, value: row } = rows.next()
    if (done === true) break
    for (const [index, column] of columns.entries()) {
      const text = canonicalText(row[index] ?? null, column)
      chars += text?.length ?? 0
      texts[index]?.push(text)
    }
  }
  return { rowCount, columns: texts }
}
