import { RevError, type PushdownDialect } from '@revetl/sdk'
import { keyText } from '../../key-text.ts'
import type { LocalDatabase } from '../../local-database.ts'
import { changesTable } from '../../plan-rows.ts'
import type { Sync } from '../../project.ts'
import { fieldColumn, keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'

// What a statement has besides the keys and the values of its row: names, fingerprints, the id at the destination.
const besideBytes = 20_000

interface Remembered {
  readonly database: LocalDatabase
  readonly layout: SnapshotLayout
  readonly dialect: Pick<PushdownDialect, 'textBytesMax' | 'statementBytesMax'>
}

/**
 * Makes sure that what is to be remembered of each change fits into a table of the warehouse, and its row into a
 * statement: after it was sent it would be too late.
 * @throws `REV_VALUE_TOO_LONG`
 */
export async function refuseLongTexts(sync: Sync, remembered: Remembered): Promise<void> {
  const { layout, dialect } = remembered
  const { textBytesMax, statementBytesMax } = dialect
  const kept = layout.track === 'values' ? layout.fields : layout.matchColumns
  const columns = kept.map(({ name }) => ({ name, column: fieldColumn(layout, name) }))
  if (textBytesMax !== undefined) {
    for (const { name, column } of columns) {
      const found = await longerThan(remembered, `strlen(${column})`, textBytesMax)
      if (found === undefined) continue
      const what = `a table of ${sync.model.source.name} keeps texts of ${textBytesMax} at most`
      throw tooLong(sync, `${name} of ${found.key} has ${found.bytes} bytes as JSON, and ${what}`)
    }
  }
  if (statementBytesMax === undefined) return
  // An escape can make two signs of one.
  const rowBytesMax = Math.floor((statementBytesMax - besideBytes) / 2)
  const texts = [...columns.map(({ column }) => column), ...keyColumns(layout)]
  const bytes = texts.map((column) => `coalesce(strlen(${column}::VARCHAR), 0)`).join(' + ')
  const found = await longerThan(remembered, bytes, rowBytesMax)
  if (found === undefined) return
  const what = `${sync.model.source.name} takes rows of ${rowBytesMax} at most`
  throw tooLong(sync, `the values of ${found.key} have ${found.bytes} bytes as JSON, and ${what}`)
}

/** A change of which an expression gives more bytes than there may be. */
async function longerThan(
  { database, layout }: Remembered,
  bytes: string,
  bytesMax: number,
): Promise<{ readonly key: string; readonly bytes: number } | undefined> {
  const [row] = await database.rows(
    `SELECT ${keyText(layout, keyColumns(layout))}, ${bytes} FROM ${changesTable} WHERE state IS NULL AND ${bytes} > ${bytesMax} LIMIT 1`,
  )
  return row && { key: String(row[0]), bytes: Number(row[1]) }
}

function tooLong(sync: Sync, why: string): RevError {
  const setting = sync.track === 'values' ? 'track: row' : 'diff: local'
  return new RevError(
    'REV_VALUE_TOO_LONG',
    `Failed to plan ${sync.name}: ${why}. Nothing was sent.`,
    {
      place: sync.placeOf('diff'),
      hint: `Shorten it in the SQL, or set \`${setting}\`.`,
    },
  )
}
