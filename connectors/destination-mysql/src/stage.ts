import type { Change, ErrorCode, Value, ValueType } from '@revetl/sdk'
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { familyOf } from './column-types.ts'
import { quoteName } from './quote-name.ts'
import { faultKind, serverMessage } from './server-errors.ts'
import { sqlLiteral } from './sql-literal.ts'
import type { Table, TableColumn } from './table.ts'

/** A field of a batch and the column it goes to. */
export interface FieldColumn {
  readonly name: string
  readonly type: ValueType
  readonly column: TableColumn
}

/** Changes with the same fields, on their way into a table. */
export interface StageRequest {
  readonly table: Table
  readonly fields: readonly FieldColumn[]
  readonly matchOn: readonly string[]
  readonly changes: readonly Change[]
}

/** Why a record cannot be written as it is. */
export interface Problem {
  readonly field?: string
  readonly code: ErrorCode
  readonly message: string
  readonly vendorCode?: string
}

/** Records by their number, that of the change in its group. */
export type Problems = Map<number, Problem>

/** The temporary table of a session. Its columns are `n`, the number of the record, and `v1` and so on. */
export const stageName = '`_rev_stage`'

const statementCharsMax = 4 << 20

/**
 * Puts the values of records into a temporary table with the types of the target, so that the server converts all of
 * them at once and names every value that does not fit, by row and column.
 * @returns the records that cannot be written
 */
export async function stageChanges(
  connection: Connection,
  request: StageRequest,
): Promise<Problems> {
  const { fields, matchOn } = request
  const problems: Problems = new Map()
  await connection.query(`drop temporary table if exists ${stageName}`)
  await connection.query(createStage(fields))
  const rows = literalRows(request, problems)
  for (const part of partsOf(rows, charsMaxOf(request), problems)) {
    await insertRows(connection, { part, fields, problems })
  }
  if (matchOn.length > 0 && !areWhole(request)) await findTwins(connection, request, problems)
  return problems
}

function createStage(fields: readonly FieldColumn[]): string {
  const columns = fields.map(({ column }, index) => `v${index + 1} ${stageType(column)}`)
  return `create temporary table ${stageName} (${['n int primary key', ...columns].join(', ')})`
}

function stageType({ type, dataType, collation }: TableColumn): string {
  if (collation === null) return `${type}${dataType === 'timestamp' ? ' null' : ''}`
  const [characterSet = ''] = collation.split('_')
  return `${type} character set ${characterSet} collate ${collation}`
}

/** A record in SQL. */
interface LiteralRow {
  readonly n: number
  readonly sql: string
}

function literalRows({ fields, matchOn, changes }: StageRequest, problems: Problems): LiteralRow[] {
  const rows: LiteralRow[] = []
  for (const [n, change] of changes.entries()) {
    const literals: string[] = [String(n)]
    for (const { name, type, column } of fields) {
      const value = (change.fields as Readonly<Record<string, Value>>)[name] ?? null
      const literal = sqlLiteral(value, type, column)
      if (value === null && matchOn.includes(name)) problems.set(n, nullMatch(name))
      if (typeof literal === 'string') literals.push(literal)
      else problems.set(n, valueProblem(name, literal.code, literal.why))
    }
    if (!problems.has(n)) rows.push({ n, sql: `(${literals.join(',')})` })
  }
  return rows
}

const valueProblem = (field: string, code: ErrorCode, why: string): Problem => ({
  field,
  code,
  message: `${field} ${why}`,
})

const nullMatch = (field: string): Problem =>
  valueProblem(field, 'REV_VALUE_INVALID', 'is null, and a row cannot be found by null')

/** A character has up to four bytes, and the statement is more than its values. */
function charsMaxOf({ table }: StageRequest): number {
  return Math.min(statementCharsMax, Math.floor(table.packetBytes / 4) - 1024)
}

/** Statements of a bounded size. What is too large even alone is a problem of its record. */
function* partsOf(
  rows: readonly LiteralRow[],
  charsMax: number,
  problems: Problems,
): Generator<readonly LiteralRow[]> {
  let part: LiteralRow[] = []
  let chars = 0
  for (const row of rows) {
    if (row.sql.length > charsMax) {
      const message = 'is larger than max_allowed_packet of the server lets it be'
      problems.set(row.n, { code: 'REV_RECORD_TOO_LARGE', message })
      continue
    }
    if (chars + row.sql.length > charsMax) {
      yield part
      part = []
      chars = 0
    }
    part.push(row)
    chars += row.sql.length + 1
  }
  if (part.length > 0) yield part
}

interface Staging {
  readonly part: readonly LiteralRow[]
  readonly fields: readonly FieldColumn[]
  readonly problems: Problems
}

async function insertRows(connection: Connection, staging: Staging): Promise<void> {
  const { part, problems } = staging
  if (part.length === 0) return
  try {
    const values = part.map(({ sql }) => sql).join(',')
    const [done] = await connection.query<ResultSetHeader>(
      `insert ignore into ${stageName} values ${values}`,
    )
    if (done.warningStatus > 0 && !(await takeWarnings(connection, staging))) await split()
  } catch (error) {
    if (faultKind(error) !== 'record') throw error
    const [only] = part
    if (part.length > 1 || only === undefined) return split()
    problems.set(only.n, { code: 'REV_VALUE_INVALID', message: serverMessage(error) })
  }

  /** Where the server does not say which record it is. */
  async function split(): Promise<void> {
    await connection.query(
      `delete from ${stageName} where n in (${part.map(({ n }) => n).join(',')})`,
    )
    const middle = Math.ceil(part.length / 2)
    for (const half of [part.slice(0, middle), part.slice(middle)]) {
      await insertRows(connection, { ...staging, part: half })
    }
  }
}

interface Warning extends RowDataPacket {
  readonly Code: number
  readonly Message: string
}

/** @returns whether each warning is about a value that is known. */
async function takeWarnings(
  connection: Connection,
  { part, fields, problems }: Staging,
): Promise<boolean> {
  const [warnings] = await connection.query<Warning[]>('show warnings')
  for (const { Code, Message } of warnings) {
    const [, column, row] = /\bv(\d+)`?'? at row (\d+)/.exec(Message) ?? []
    const field = fields[Number(column) - 1]
    const n = part[Number(row ?? part.length) - 1]?.n
    if (n === undefined || (field === undefined && part.length > 1)) return false
    if (!problems.has(n)) problems.set(n, warningProblem(Code, Message, field))
  }
  return true
}

const codeTooLong = 1406
const codeTruncated = 1265

function warningProblem(code: number, text: string, field: FieldColumn | undefined): Problem {
  const isText = field !== undefined && /char|text|binary|blob/.test(field.column.dataType)
  const isTooLong = code === codeTooLong || (code === codeTruncated && isText)
  const message = text.replace(/(?:`[^`]+`\.){0,2}[`']v\d+[`'] at row \d+$/, field?.name ?? '')
  return {
    ...(field === undefined ? {} : { field: field.name }),
    code: isTooLong ? 'REV_VALUE_TOO_LONG' : 'REV_VALUE_INVALID',
    message,
    vendorCode: String(code),
  }
}

/** Whole numbers that are not the same text are not equal for a column of whole numbers either. */
function areWhole({ fields, matchOn }: StageRequest): boolean {
  const keys = fields.filter(({ name }) => matchOn.includes(name))
  return keys.every(({ type, column }) => type === 'integer' && familyOf(column) === 'whole')
}

/** Equal for the columns although not the same text: 1 and 1.0, or A and a where case does not count. */
async function findTwins(
  connection: Connection,
  { fields, matchOn }: StageRequest,
  problems: Problems,
): Promise<void> {
  const keys = fields.flatMap(({ name }, index) =>
    matchOn.includes(name) ? [`v${index + 1}`] : [],
  )
  const [twins] = await connection.query<(RowDataPacket & { numbers: string })[]>(
    `select group_concat(n) as numbers from ${stageName} ${notIn(problems)}
      group by ${keys.join(', ')} having count(*) > 1`,
  )
  const message = `another record of the same batch has the same ${matchOn.join(', ')} for the table`
  for (const { numbers } of twins) {
    for (const n of numbers.split(',')) {
      problems.set(Number(n), { code: 'REV_RECORD_CONFLICT', message })
    }
  }
}

function notIn(problems: Problems): string {
  return problems.size === 0 ? '' : `where n not in (${[...problems.keys()].join(',')})`
}

/** The columns of a stage beside those of its table. */
export function stagePairs({
  fields,
  matchOn,
}: Pick<StageRequest, 'fields' | 'matchOn'>): Record<
  'match' | 'set' | 'all',
  readonly { readonly name: string; readonly value: string }[]
> {
  const all = fields.map(({ name }, index) => ({
    field: name,
    name: quoteName(name),
    value: `v${index + 1}`,
  }))
  return {
    all,
    match: all.filter(({ field }) => matchOn.includes(field)),
    set: all.filter(({ field }) => !matchOn.includes(field)),
  }
}
