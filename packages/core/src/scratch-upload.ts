import { scratchTable, scratchValue, type Scratch, type ScratchColumn } from '@revetl/sdk/sql'
import type { LocalDatabase } from './local-database.ts'

/** Runs statements of a warehouse in one transaction. */
export type ExecuteStatements = (statements: readonly string[]) => Promise<void>

// Bytes of one statement, and of those that go together.
const statementBytes = 1 << 20
const callBytes = 8 << 20

/**
 * Writes the rows of a SELECT of texts of the local engine into a table of a warehouse.
 * @returns how many rows there were.
 */
export async function uploadRows(
  database: LocalDatabase,
  select: string,
  target: {
    readonly scratch: Scratch
    readonly table: string
    readonly columns: readonly Pick<ScratchColumn, 'name' | 'type'>[]
    readonly execute: ExecuteStatements
  },
): Promise<number> {
  const { scratch, columns } = target
  const start = `INSERT INTO ${scratchTable(scratch, target.table)} (${columns.map(({ name }) => name).join(', ')}) VALUES `
  const { statementBytesMax = Infinity } = scratch.dialect
  const bytesMax = Math.min(statementBytes, statementBytesMax - Buffer.byteLength(start))
  let rows = 0
  let statements: string[] = []
  let bytes = 0
  for await (const chunk of database.chunks(select)) {
    const values = valueRows(target, chunk as readonly (readonly (string | null)[])[])
    rows += values.length
    for (const list of inParts(values, bytesMax)) {
      statements.push(start + list.join(','))
      bytes += statements.at(-1)?.length ?? 0
    }
    if (bytes < callBytes) continue
    await target.execute(statements)
    statements = []
    bytes = 0
  }
  if (statements.length > 0) await target.execute(statements)
  return rows
}

function valueRows(
  { scratch, columns }: Pick<Parameters<typeof uploadRows>[2], 'scratch' | 'columns'>,
  texts: readonly (readonly (string | null)[])[],
): readonly string[] {
  const values = texts.map((column, index) => {
    const { type } = columns[index] ?? { type: scratch.dialect.types.text }
    return column.map((text) => scratchValue(scratch.dialect, type, text))
  })
  const [first = []] = values
  return first.map((_value, row) => `(${values.map((column) => column[row]).join(',')})`)
}

function* inParts(
  values: readonly string[],
  bytesMax: number,
): Generator<readonly string[], void, void> {
  let part: string[] = []
  let bytes = 0
  for (const value of values) {
    // With the comma behind it.
    const more = Buffer.byteLength(value) + 1
    if (part.length > 0 && bytes + more > bytesMax) {
      yield part
      part = []
      bytes = 0
    }
    part.push(value)
    bytes += more
  }
  if (part.length > 0) yield part
}
