import { keyText } from '../../key-text.ts'
import { workTable, type LocalDatabase } from '../../local-database.ts'
import { keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'
import { quoteText } from '../../sql.ts'
import type { DeliveredRecord } from '../../verify/delivered-record.ts'

/** The records that are read back: `fp`, `key_text` and `record`, what was delivered as one JSON object. */
const sampleTable = workTable('read_back')

/** Whose fingerprints come first: any order that has nothing to do with what is in the records, and is always the same. */
const order = 'fp, key_text'

/** Chooses records out of a SELECT of `fp`, `key_text` and `record`. @returns how many */
export async function chooseSample(
  database: LocalDatabase,
  select: string,
  sampleMax: number,
): Promise<number> {
  await database.run(
    `CREATE OR REPLACE TABLE ${sampleTable} AS SELECT * FROM (${select}) ORDER BY ${order} LIMIT ${sampleMax}`,
  )
  const [[rows = 0] = []] = await database.rows(`SELECT count(*) FROM ${sampleTable}`)
  return Number(rows)
}

/** SELECT of what `chooseSample` takes, from one of rows in the columns of a layout; fields that are NULL are left out. */
export function recordsSql(rows: string, layout: Pick<SnapshotLayout, 'keys' | 'fields'>): string {
  const parts = layout.fields.map(
    ({ name, column }) => `${quoteText(`${JSON.stringify(name)}:`)} || ${column}`,
  )
  const record = parts.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${parts.join(', ')}) || '}'`
  return `SELECT fp, ${keyText(layout, keyColumns(layout))} AS key_text, ${record} AS record FROM (${rows})`
}

/** The chosen records, so many at a time at most. */
export async function* sampledRecords(
  database: LocalDatabase,
  recordsMax: number,
): AsyncGenerator<readonly DeliveredRecord[], void, void> {
  const sql = `SELECT key_text, record FROM ${sampleTable} ORDER BY ${order}`
  for await (const [keys = [], records = []] of database.chunks(sql)) {
    for (let start = 0; start < keys.length; start += recordsMax) {
      yield keys.slice(start, start + recordsMax).map((key, index) => ({
        key: key as string,
        json: records[start + index] as string,
      }))
    }
  }
}
