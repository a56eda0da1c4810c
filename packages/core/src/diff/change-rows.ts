import type { ChangeRow } from '../change-row.ts'
import type { LocalDatabase } from '../local-database.ts'
import { changesTable } from '../plan-rows.ts'
import { quoteText } from '../sql.ts'
import { fieldColumn, fieldHashOf, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { snapshotView } from './diff-tables.ts'
import { hasMatchPrint } from './match-print.ts'
import { volatileColumns } from './volatile-columns.ts'

/** SQL over a table of changes that gives what is sent. Kept with the changes, so that a later run can send the same. */
export interface ChangeSql {
  readonly record: string
  readonly match: string
}

type RecordInput = Pick<DiffInput, 'fields' | 'layout' | 'rules' | 'snapshot'>

/** How the records of a plan are put together. */
export function changeSql(input: RecordInput & Pick<DiffInput, 'matchOn' | 'keys'>): ChangeSql {
  const columns = input.matchOn.map((name) => fieldColumn(input.layout, name))
  return {
    record: recordJson(input),
    // Where the key tells the records of the destination apart, it need not be carried twice.
    match:
      columns.length === 0 || !hasMatchPrint(input)
        ? 'NULL'
        : `concat_ws(chr(31), ${columns.join(', ')})`,
  }
}

/** What is sent of a table of changes. */
const toSend = 'state IS NULL AND NOT is_accepted'

/** Streams changes in order, about two thousand at a time. */
export async function* changeRows(
  database: LocalDatabase,
  { record, match }: ChangeSql,
  where = toSend,
): AsyncGenerator<readonly ChangeRow[], void, void> {
  // One text for each record: what a row costs on its way to JavaScript is its number of values.
  const text = `concat(kind, chr(31), hex(fp), chr(31), key_text, chr(31), ${record})`
  const sql = `SELECT seq::INTEGER, ${text}, remote, ${match} FROM ${changesTable} WHERE ${where}`
  for await (const columns of database.chunks(sql)) {
    yield Array.from(columns[0] ?? [], (_seq, row) => changeRow(columns, row))
  }
}

// JSON holds no bare control character, so the separator stands between the parts alone.
const separator = '\u001f'

function changeRow(columns: readonly (readonly unknown[])[], row: number): ChangeRow {
  const [seq, text, remoteId, match] = columns.map((column) => column[row]) as [
    number,
    string,
    string | null,
    string | null,
  ]
  const kindEnd = text.indexOf(separator)
  const printEnd = text.indexOf(separator, kindEnd + 1)
  const keyEnd = text.indexOf(separator, printEnd + 1)
  const key = text.slice(printEnd + 1, keyEnd)
  return {
    seq,
    kind: text.slice(0, kindEnd) as ChangeRow['kind'],
    key,
    fingerprint: text.slice(kindEnd + 1, printEnd),
    remoteId: remoteId ?? undefined,
    json: text.slice(keyEnd + 1),
    match: match ?? key,
  }
}

/** The JSON object of a change; a field that is NULL stays out. */
function recordJson(input: RecordInput): string {
  const { fields, layout } = input
  const volatile = new Map(volatileColumns({ fields }).map(({ field, column }) => [field, column]))
  if (!hasGaps(input)) {
    const whole = fields.map(
      ({ field }) =>
        `${quoteText(`${JSON.stringify(field)}:`)}, ${volatile.get(field) ?? fieldColumn(layout, field)}`,
    )
    // Half the time of a text that is joined from parts that may be missing.
    return `concat('{', ${whole.join(", ',', ")}, '}')`
  }
  const parts = fields.map(({ field, mapped }) => {
    const column = volatile.get(field) ?? fieldColumn(layout, field)
    // Clearing a record that left sends its nulls whatever the rule for nulls is.
    const value =
      mapped.nulls === 'omit'
        ? `CASE WHEN kind = 'removed' OR ${column} <> 'null' THEN ${column} END`
        : column
    return `${quoteText(`${JSON.stringify(field)}:`)} || ${value}`
  })
  return `'{' || concat_ws(',', ${parts.join(', ')}) || '}'`
}

/** Whether a change can have a field that is not sent. */
function hasGaps({ fields, rules, snapshot }: RecordInput): boolean {
  if (fields.length === 0 || fields.some(({ mapped }) => mapped.nulls === 'omit')) return true
  if (rules.isReplace || snapshot.isEmpty) return false
  return rules.onRemoved !== undefined || (rules.isDelta && !rules.isFull)
}

/** How often each field differs from what was delivered, among changed records. */
export async function changedFieldCounts(
  input: Pick<DiffInput, 'database' | 'layout'>,
): Promise<Readonly<Record<string, number>>> {
  const { layout } = input
  if (layout.track === 'row' || layout.fields.length === 0) return {}
  const same = keyColumns(layout)
    .map((key) => `c.${key} = s.${key}`)
    .join(' AND ')
  const counts = layout.fields.map(({ column }) => {
    const now = layout.track === 'fields' ? fieldHashOf(`c.${column}`) : `c.${column}`
    return `count(*) FILTER (c.${column} IS NOT NULL AND ${now} IS DISTINCT FROM s.${column})`
  })
  const [row = []] = await input.database.rows(
    `SELECT ${counts.join(', ')} FROM ${changesTable} c JOIN ${snapshotView} s ON ${same} WHERE c.kind = 'changed' AND c.state IS NULL`,
  )
  return Object.fromEntries(
    layout.fields.flatMap(({ name }, index) => {
      const count = Number(row[index])
      return count > 0 ? [[name, count]] : []
    }),
  )
}

/** One field of a sampled change, as JSON text; `before` is known only where values are tracked. */
export interface SampledField {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** A sampled change. */
export interface SampledChange {
  readonly kind: ChangeRow['kind']
  readonly key: string
  readonly fields: readonly SampledField[]
}

/** A few changes of each kind with their fields. */
export async function sampleChanges(
  input: Pick<DiffInput, 'database' | 'layout'>,
  samplesMax: number,
): Promise<readonly SampledChange[]> {
  const { layout } = input
  const same = keyColumns(layout)
    .map((key) => `c.${key} = s.${key}`)
    .join(' AND ')
  const before = layout.fields.map(({ column }) =>
    layout.track === 'values' ? `s.${column}` : 'NULL',
  )
  const after = layout.fields.map(({ column }) => `c.${column}`)
  const rows = await input.database.rows(
    `SELECT c.kind, c.key_text, ${[...before, ...after].join(', ')}
     FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY key_text) AS place
       FROM ${changesTable} WHERE state IS NULL) c
     LEFT JOIN ${snapshotView} s ON ${same} WHERE c.place <= ${samplesMax} ORDER BY c.kind, c.place`,
  )
  return rows.map(([kind, key, ...values]) => ({
    kind: kind as ChangeRow['kind'],
    key: String(key),
    fields: layout.fields.map(({ name }, index) => ({
      name,
      before: textOf(values[index]),
      after: textOf(values[layout.fields.length + index]),
    })),
  }))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
