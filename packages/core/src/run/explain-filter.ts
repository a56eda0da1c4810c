import { isRevError, RevError } from '@revetl/sdk'
import type { StagedColumn } from '../compiled-mapping.ts'
import { keyText } from '../key-text.ts'
import { workTable, type LocalDatabase } from '../local-database.ts'
import { misfitError, type CompiledFilter } from '../map/compile-filter.ts'
import { filterReason } from '../map/filter-misfit.ts'
import type { Sync } from '../project.ts'
import { quoteName } from '../sql.ts'

interface FilteredRows {
  readonly sync: Sync
  readonly filter: CompiledFilter
  /** SELECT of the rows that the filter judges. */
  readonly rows: string
  /** Their columns. */
  readonly columns: readonly StagedColumn[]
  readonly database: LocalDatabase
}

const table = workTable('filter_rows')
// Names that no model has.
const [position, key] = [quoteName('rev:position'), quoteName('rev:key')]

/**
 * What a failure means of a statement that judged rows by the filter of a sync: where the filter stops at a row, the
 * first one by key is named, whoever met it first. Looking for it costs a failed run alone.
 * @returns the error to throw
 */
export async function explainFilterFailure(error: unknown, rows: FilteredRows): Promise<unknown> {
  if (isRevError(error)) return error
  // Rows that cannot be read at all are not the matter of a filter.
  const count = await numberRows(rows).catch(() => 0)
  if (count === 0 || (await failureAt(rows, `<= ${count}`)) === undefined) return error
  const misfit = await failureAt(rows, '= 0')
  if (misfit !== undefined) return misfitError(rows.sync, filterReason(misfit))
  let [before, last] = [0, count]
  while (last - before > 1) {
    const middle = Math.floor((before + last) / 2)
    if ((await failureAt(rows, `<= ${middle}`)) === undefined) before = middle
    else last = middle
  }
  const cause = (await failureAt(rows, `= ${last}`)) ?? error
  const [[found = ''] = []] = await rows.database.rows(
    `SELECT ${key} FROM ${table} WHERE ${position} = ${last}`,
  )
  return stoppedAt(rows.sync, String(found), cause)
}

/** Numbers the rows in the order of their keys. @returns how many there are */
async function numberRows({
  sync,
  filter,
  rows,
  columns,
  database,
}: FilteredRows): Promise<number> {
  const keys = sync.key.flatMap((name) => {
    const isNamed = (one: StagedColumn) => one.name.toLowerCase() === name.toLowerCase()
    return columns.find(isNamed) ?? []
  })
  const text = keyText(
    { keys },
    keys.map(({ name }) => quoteName(name)),
  )
  const used = filter.columns.map(quoteName)
  await database.run(
    `CREATE OR REPLACE TABLE ${table} AS SELECT row_number() OVER (ORDER BY ${text}) AS ${position},
       ${[`${text} AS ${key}`, ...used].join(', ')} FROM (${rows})`,
  )
  const [[count = 0] = []] = await database.rows(`SELECT count(*) FROM ${table}`)
  return Number(count)
}

/** Why the filter stops at one of the rows at a position; undefined where it does not. */
async function failureAt({ filter, database }: FilteredRows, at: string): Promise<unknown> {
  try {
    // A condition beside another one may be computed first, of every row.
    await database.rows(
      `SELECT count(CASE WHEN ${position} ${at} THEN CASE WHEN ${filter.sql} THEN 1 END END) FROM ${table}`,
    )
    return undefined
  } catch (error) {
    return error
  }
}

function stoppedAt(sync: Sync, found: string, cause: unknown): RevError {
  return new RevError(
    'REV_VALUE_INVALID',
    `Failed to filter ${sync.name}: its filter stops at the row ${found}: ${filterReason(cause)}. Nothing was sent.`,
    {
      cause,
      place: sync.placeOf('filter'),
      hint: 'Correct the value at the source, cast the column in the SQL of the model, or write try_cast(column AS DOUBLE) in the filter: it is null where a value is no number.',
    },
  )
}
