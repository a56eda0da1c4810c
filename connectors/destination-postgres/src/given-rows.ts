import {
  nullMatch,
  twinMatch,
  valueProblem,
  type FieldColumn,
  type RecordProblem,
} from '@revetl/sdk/sql'
import { columnInput, type ColumnInput } from './column-input.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import type { TableColumn } from './table.ts'

/** The values that a statement is given, as rows with the types of their columns. */
export interface GivenRows {
  /**
   * A query of one JSON array, `$1`. Its columns are `n`, the place of the record in the array from 1, `problem`, an
   * index into `problems` or null, and `v1` and so on, the values of the fields.
   */
  readonly sql: string
  readonly problems: readonly RecordProblem[]
  /** Reads one field alone, to find out which value of a record is at fault. */
  readonly probes: readonly { readonly field: string; readonly sql: string }[]
}

interface Input extends ColumnInput {
  readonly field: string
  readonly isMatch: boolean
  /** The declared value in SQL. */
  readonly raw: string
}

/** Parses, converts and checks all records in one go. */
export function givenRows(
  fields: readonly FieldColumn<TableColumn>[],
  matchOn: readonly string[],
): GivenRows {
  const inputs = fields.map(({ field, column }, index): Input => ({
    ...columnInput(column, field.type),
    field: field.name,
    isMatch: matchOn.includes(field.name),
    raw: `g.x${index + 1}`,
  }))
  const checks = problemChecks(inputs, matchOn)
  const cases = checks.map(({ condition }, index) => `when ${condition} then ${index}`)
  const problem = cases.length > 0 ? `case ${cases.join(' ')} end` : 'null::int'
  const values = inputs.map(({ value, raw }, index) => `${value(raw)} as v${index + 1}`)
  return {
    sql: `select ${['g.n', `${problem} as problem`, ...values].join(', ')} from ${records(inputs)}`,
    problems: checks.map((check) => check.problem),
    probes: inputs.map((input) => ({ field: input.field, sql: probe(input) })),
  }
}

function records(inputs: readonly Input[]): string {
  // A record set needs a column; records without fields get one that none of them has.
  const columns = inputs.map(({ field, declared }) => `${quoteIdentifier(field)} ${declared}`)
  const definitions = columns.length > 0 ? columns.join(', ') : '"none" text'
  const aliases = inputs.length > 0 ? inputs.map((_input, index) => `x${index + 1}`) : ['x0']
  // `with ordinality` numbers the records in the order of the array.
  return `rows from (json_to_recordset($1::json) as (${definitions})) with ordinality as g(${[...aliases, 'n'].join(', ')})`
}

interface Check {
  readonly condition: string
  readonly problem: RecordProblem
}

function problemChecks(inputs: readonly Input[], matchOn: readonly string[]): readonly Check[] {
  const matches = inputs.filter(({ isMatch }) => isMatch)
  const nulls = matches.map(({ field, raw }) => ({
    condition: `${raw} is null`,
    problem: nullMatch(field),
  }))
  const losses = inputs.flatMap(({ field, loss, raw }) =>
    loss
      ? [{ condition: loss.condition(raw), problem: valueProblem(field, loss.code, loss.why) }]
      : [],
  )
  if (matches.length === 0) return losses
  // Equal for the column although not the same text: 1 and 1.0, or A and a in a case-insensitive one.
  const keys = matches.map(({ value, raw }) => value(raw))
  const twins = `count(*) over (partition by ${keys.join(', ')}) > 1`
  return [...nulls, ...losses, { condition: twins, problem: twinMatch(matchOn) }]
}

function probe({ field, declared, value }: Input): string {
  const name = quoteIdentifier(field)
  return `select ${value(`g.${name}`)} from json_to_recordset($1::json) as g(${name} ${declared})`
}
