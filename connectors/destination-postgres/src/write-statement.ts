import type { Batch, BatchField, ErrorCode, OperationName } from '@revetl/sdk'
import { columnInput } from './column-input.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import type { Table, TableColumn } from './table.ts'

/** What a statement is for: one operation on one set of fields. */
export interface WriteTarget {
  readonly table: Table
  readonly operation: OperationName
  readonly matchOn: Batch['matchOn']
  readonly fields: readonly FieldColumn[]
}

/** A field of a batch and the column it goes to. */
export interface FieldColumn {
  readonly field: BatchField
  readonly column: TableColumn
}

/** Why a record cannot be written as it is; the statement names it by its place in the list. */
export interface Problem {
  readonly field?: string
  readonly code: ErrorCode
  readonly why: string
}

/** One statement that takes a JSON array of records as `$1` and gives one row for each. */
export interface WriteStatement {
  readonly sql: string
  readonly problems: readonly Problem[]
  /** Reads one field alone, to find out which value of a record is at fault. */
  readonly probes: readonly { readonly field: string; readonly sql: string }[]
}

/** What the statement tells of one record. */
export interface WrittenRow {
  /** The place of the record in the array, from 1. */
  readonly n: number
  readonly problem: number | null
  readonly wrote: boolean
  /** null where Postgres cannot tell. */
  readonly created: boolean | null
  /** For a record that was not written: whether its row is there, and has the same values. */
  readonly found: boolean
  readonly same: boolean | null
}

interface Parts extends WriteTarget {
  /** `v1` and so on: the columns of `given` that hold the values. */
  readonly values: readonly string[]
  readonly names: readonly string[]
  readonly match: readonly Pair[]
  readonly set: readonly Pair[]
}

interface Pair {
  readonly name: string
  readonly value: string
}

/**
 * Builds the statement. It parses, converts and checks all records in one go, writes those without a problem, and
 * joins what was written back to what was given.
 */
export function writeStatement(target: WriteTarget): WriteStatement {
  const values = target.fields.map((_field, index) => `v${index + 1}`)
  const names = target.fields.map(({ column }) => quoteIdentifier(column.name))
  const pairs = names.map((name, index) => ({ name, value: values[index] ?? '' }))
  const isMatch = (index: number): boolean =>
    target.matchOn.includes(target.fields[index]?.field.name ?? '')
  const match = pairs.filter((_pair, index) => isMatch(index))
  const set = pairs.filter((_pair, index) => !isMatch(index))
  const parts = { ...target, values, names, match, set }
  const { given, problems } = givenRows(parts)
  return {
    sql: `with given as materialized (${given}), wrote as (${writeRows(parts)}) ${tellRows(parts)}`,
    problems,
    probes: target.fields.map((field) => ({ field: field.field.name, sql: probe(field) })),
  }
}

// `with ordinality` numbers the records in the order of the array.
function givenRows(parts: Parts): { given: string; problems: readonly Problem[] } {
  const { fields, values } = parts
  const inputs = fields.map(({ field, column }) => columnInput(column, field.type))
  const raw = fields.map((_field, index) => `g.x${index + 1}`)
  const converted = inputs.map((input, index) => input.value(raw[index] ?? ''))
  const checks = problemChecks(parts, raw, converted)
  const cases = checks.map(({ condition }, index) => `when ${condition} then ${index}`)
  const list = converted.map((value, index) => `${value} as ${values[index]}`)
  const problem = cases.length > 0 ? `case ${cases.join(' ')} end` : 'null::int'
  const given = `select ${['g.n', `${problem} as problem`, ...list].join(', ')} from ${records(fields)}`
  return { given, problems: checks.map(({ problem: why }) => why) }
}

function records(fields: readonly FieldColumn[]): string {
  // A record set needs a column; records without fields get one that none of them has.
  const columns = fields.map(
    ({ field, column }) =>
      `${quoteIdentifier(field.name)} ${columnInput(column, field.type).declared}`,
  )
  const definitions = columns.length > 0 ? columns.join(', ') : '"none" text'
  const aliases = fields.length > 0 ? fields.map((_field, index) => `x${index + 1}`) : ['x0']
  return `rows from (json_to_recordset($1::json) as (${definitions})) with ordinality as g(${[...aliases, 'n'].join(', ')})`
}

interface Check {
  readonly condition: string
  readonly problem: Problem
}

function problemChecks(
  { fields, matchOn, match, values }: Parts,
  raw: readonly string[],
  converted: readonly string[],
): readonly Check[] {
  const nulls = fields.flatMap(({ field }, index) =>
    matchOn.includes(field.name)
      ? [{ condition: `${raw[index]} is null`, problem: nullMatch(field.name) }]
      : [],
  )
  const losses = fields.flatMap(({ field, column }, index) => {
    const { loss } = columnInput(column, field.type)
    if (!loss) return []
    const { code, why } = loss
    return [
      { condition: loss.condition(raw[index] ?? ''), problem: { field: field.name, code, why } },
    ]
  })
  if (match.length === 0) return [...nulls, ...losses]
  const keys = match.map(({ value }) => converted[values.indexOf(value)] ?? value)
  const twins = `count(*) over (partition by ${keys.join(', ')}) > 1`
  return [...nulls, ...losses, { condition: twins, problem: twinMatch(matchOn) }]
}

const nullMatch = (field: string): Problem => ({
  field,
  code: 'REV_VALUE_INVALID',
  why: 'is null, and a row cannot be found by null',
})

// Equal for the column although not the same text: 1 and 1.0, or A and a in a case-insensitive one.
const twinMatch = (matchOn: readonly string[]): Problem => ({
  code: 'REV_RECORD_CONFLICT',
  why: `another record of the same batch has the same ${matchOn.join(', ')} for Postgres`,
})

function writeRows(parts: Parts): string {
  const { table, operation, names, values, match, set } = parts
  const same = (left: string, right: string): string =>
    match.map(({ name, value }) => `${left}.${name} = ${right}.${value}`).join(' and ')
  const columns = names.length > 0 ? ` (${names.join(', ')})` : ''
  const source = `select ${values.join(', ')} from given where problem is null`
  const insert = `insert into ${table.sql} as t${columns} ${source}`
  const conflict = `on conflict (${match.map(({ name }) => name).join(', ')})`
  // A partitioned table does not tell the system column by which an inserted row is known.
  const created = table.isPartitioned ? 'null::boolean' : 'xmax = 0'
  const keys = match.map(({ name }, index) => `t.${name} as k${index + 1}`).join(', ')
  const told = `returning ${keys}, ${created} as created`
  switch (operation) {
    case 'upsert': {
      if (set.length === 0) return `${insert} ${conflict} do nothing ${told}`
      const list = set.map(({ name }) => `${name} = excluded.${name}`).join(', ')
      const differs = `${image('t', set)} *<> ${image('excluded', set)}`
      return `${insert} ${conflict} do update set ${list} where ${differs} ${told}`
    }
    case 'create':
      return `${insert} ${conflict} do nothing ${told}`
    case 'update': {
      const list = set.map(({ name, value }) => `${name} = g.${value}`).join(', ')
      const differs = `${image('t', set)} *<> ${givenImage(set)}`
      if (set.length === 0) return 'select n from given where false'
      return `update ${table.sql} as t set ${list} from given g where g.problem is null and ${same('t', 'g')} and ${differs} returning g.n`
    }
    case 'delete':
      return `delete from ${table.sql} as t using given g where g.problem is null and ${same('t', 'g')} returning g.n`
    default:
      return `${insert} returning 1`
  }
}

// Compared byte by byte, by the operators that materialized views are refreshed with: they know every type, and tell
// values apart that count as equal, such as 1.0 and 1.00 or P1D and PT24H.
function image(alias: string, pairs: readonly Pair[]): string {
  return `row(${pairs.map(({ name }) => `${alias}.${name}`).join(', ')})::record`
}

function givenImage(pairs: readonly Pair[]): string {
  return `row(${pairs.map(({ value }) => `g.${value}`).join(', ')})::record`
}

function tellRows({ table, operation, match, set }: Parts): string {
  if (match.length === 0) {
    const all = '(select count(*) from wrote) = (select count(*) from given where problem is null)'
    return `select n::int, problem, problem is null and ${all} as wrote, true as created, false as found, null::boolean as same from given`
  }
  const isKeyed = operation === 'upsert' || operation === 'create'
  const keys = match.map(({ value }, index) => `w.k${index + 1} = g.${value}`)
  const join = isKeyed ? keys.join(' and ') : 'w.n = g.n'
  const wrote = isKeyed ? 'w.k1 is not null' : 'w.n is not null'
  // A key that is null for every other record lets the index answer at once; as a condition of the join it would be
  // looked at only after the row was found.
  const asked = `not (${wrote}) and g.problem is null`
  const found = match.map(({ name, value }) => `t.${name} = case when ${asked} then g.${value} end`)
  const same = set.length > 0 ? `${image('t', set)} *= ${givenImage(set)}` : 'true'
  // The table is as it was before this statement; it is asked only for records that were not written.
  return `select g.n::int, g.problem, ${wrote} as wrote, ${isKeyed ? 'w.created' : 'false'} as created,
    f.same is not null as found, f.same
    from given g left join wrote w on ${join}
    left join lateral (select ${same} as same from ${table.sql} t where ${found.join(' and ')}) f on true`
}

function probe({ field, column }: FieldColumn): string {
  const input = columnInput(column, field.type)
  return `select ${input.value('g.x1')} from json_to_recordset($1::json) as g(${quoteIdentifier(field.name)} ${input.declared})`.replaceAll(
    'g.x1',
    `g.${quoteIdentifier(field.name)}`,
  )
}
