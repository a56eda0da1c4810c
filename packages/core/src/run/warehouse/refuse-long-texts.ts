import { RevError } from '@revetl/sdk'
import { keyText } from '../../key-text.ts'
import type { LocalDatabase } from '../../local-database.ts'
import { changesTable } from '../../plan-rows.ts'
import type { Sync } from '../../project.ts'
import { fieldColumn, keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'

/**
 * Makes sure that what is to be remembered of each change fits into a table of the warehouse: after it was sent it would
 * be too late.
 * @throws `REV_VALUE_TOO_LONG`
 */
export async function refuseLongTexts(
  sync: Sync,
  {
    database,
    layout,
    textBytesMax,
  }: {
    readonly database: LocalDatabase
    readonly layout: SnapshotLayout
    readonly textBytesMax: number | undefined
  },
): Promise<void> {
  if (textBytesMax === undefined) return
  const kept = layout.track === 'values' ? layout.fields : layout.matchColumns
  for (const { name } of kept) {
    const bytes = `strlen(${fieldColumn(layout, name)})`
    const [row] = await database.rows(
      `SELECT ${keyText(layout, keyColumns(layout))}, ${bytes} FROM ${changesTable} WHERE state IS NULL AND ${bytes} > ${textBytesMax} LIMIT 1`,
    )
    if (row !== undefined)
      throw tooLong(sync, { name, key: String(row[0]), bytes: Number(row[1]), textBytesMax })
  }
}

function tooLong(
  sync: Sync,
  found: {
    readonly name: string
    readonly key: string
    readonly bytes: number
    readonly textBytesMax: number
  },
): RevError {
  const { name, key, bytes, textBytesMax } = found
  return new RevError(
    'REV_VALUE_TOO_LONG',
    `Failed to plan ${sync.name}: ${name} of ${key} has ${bytes} bytes as JSON, and a table of ${sync.model.source.name} keeps texts of ${textBytesMax} at most. Nothing was sent.`,
    {
      place: sync.placeOf('diff'),
      hint: `Shorten ${name} in the SQL, or set \`${sync.track === 'values' ? 'track: row' : 'diff: local'}\`.`,
    },
  )
}
