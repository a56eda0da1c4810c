import { serverMessage, twinMatch, writeInHalves, type WriteGroup } from '@revetl/sdk/sql'
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { familyOf } from './column-types.ts'
import { faultKind } from './faults.ts'
import { literalRows, partsOf, type LiteralRow, type Problems } from './literal-rows.ts'
import { takeWarnings } from './stage-warnings.ts'
import type { Table, TableColumn } from './table.ts'

/** The temporary table of a session. Its columns are `n`, the number of the record, and `v1` and so on. */
export const stageName = '`_rev_stage`'

/**
 * Puts the values of records into a temporary table with the types of the target, so that the server converts all of
 * them at once and names every value that does not fit, by row and column.
 * @returns the records that cannot be written
 */
export async function stageChanges(
  connection: Connection,
  group: WriteGroup<Table>,
): Promise<Problems> {
  const problems: Problems = new Map()
  await connection.query(`drop temporary table if exists ${stageName}`)
  await connection.query(createStage(group))
  const rows = literalRows(group, problems)
  for (const part of partsOf(rows, group.table, problems)) {
    await insertRows({ connection, group, problems }, part)
  }
  if (group.matchOn.length > 0 && !areWhole(group)) await findTwins(connection, group, problems)
  return problems
}

function createStage({ fields }: WriteGroup<Table>): string {
  const columns = fields.map(({ column }, index) => `v${index + 1} ${stageType(column)}`)
  return `create temporary table ${stageName} (${['n int primary key', ...columns].join(', ')})`
}

function stageType({ type, dataType, collation }: TableColumn): string {
  if (collation === null) return `${type}${dataType === 'timestamp' ? ' null' : ''}`
  const [characterSet = ''] = collation.split('_')
  return `${type} character set ${characterSet} collate ${collation}`
}

interface Staging {
  readonly connection: Connection
  readonly group: WriteGroup<Table>
  readonly problems: Problems
}

const unclear = Symbol('unclear')

async function insertRows(
  { connection, group, problems }: Staging,
  rows: readonly LiteralRow[],
): Promise<void> {
  await writeInHalves(rows, {
    write: async (part) => {
      const values = part.map(({ sql }) => sql).join(',')
      const [done] = await connection.query<ResultSetHeader>(
        `insert ignore into ${stageName} values ${values}`,
      )
      if (done.warningStatus === 0) return
      const isClear = await takeWarnings(connection, { part, fields: group.fields, problems })
      // Where the server does not say which record it is.
      if (!isClear) throw unclear
    },
    isAboutRecord: (error) => error === unclear || faultKind(error) === 'record',
    takeBack: async (part) => {
      const numbers = part.map(({ n }) => n).join(',')
      await connection.query(`delete from ${stageName} where n in (${numbers})`)
    },
    refuse: ({ n }, error) => {
      const message = error === unclear ? 'the server warned of its values' : serverMessage(error)
      problems.set(n, { code: 'REV_VALUE_INVALID', message })
    },
  })
}

/** Whole numbers that are not the same text are not equal for a column of whole numbers either. */
function areWhole({ fields, matchOn }: WriteGroup<Table>): boolean {
  const keys = fields.filter(({ field }) => matchOn.includes(field.name))
  return keys.every(({ field, column }) => field.type === 'integer' && familyOf(column) === 'whole')
}

/** Equal for the columns although not the same text: 1 and 1.0, or A and a where case does not count. */
async function findTwins(
  connection: Connection,
  { fields, matchOn }: WriteGroup<Table>,
  problems: Problems,
): Promise<void> {
  const keys = fields.flatMap(({ field }, index) =>
    matchOn.includes(field.name) ? [`v${index + 1}`] : [],
  )
  const [twins] = await connection.query<(RowDataPacket & { numbers: string })[]>(
    `select group_concat(n) as numbers from ${stageName} ${notIn(problems)}
      group by ${keys.join(', ')} having count(*) > 1`,
  )
  for (const { numbers } of twins) {
    for (const n of numbers.split(',')) problems.set(Number(n), twinMatch(matchOn))
  }
}

function notIn(problems: Problems): string {
  return problems.size === 0 ? '' : `where n not in (${[...problems.keys()].join(',')})`
}
