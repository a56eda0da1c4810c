import type { WriteGroup } from '@revetl/sdk/sql'
import { givenRows, type GivenRows } from './given-rows.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import type { Table } from './table.ts'
import { tellMarks } from './told-rows.ts'

/** One statement that takes a JSON array of records as `$1` and gives one row, `ToldRows`, for all of them. */
export type WriteStatement = GivenRows

interface Target extends Pick<WriteGroup<Table>, 'table' | 'operation'> {
  readonly all: readonly Pair[]
  readonly match: readonly Pair[]
  readonly set: readonly Pair[]
}

/** A column and the given value for it. */
interface Pair {
  readonly name: string
  readonly value: string
}

/**
 * Builds the statement. It parses, converts and checks all records in one go, writes those without a problem, and
 * joins what was written back to what was given.
 */
export function writeStatement({
  table,
  operation,
  matchOn,
  fields,
}: Omit<WriteGroup<Table>, 'changes'>): WriteStatement {
  const pairs = fields.map(({ field, column }, index) => ({
    isMatch: matchOn.includes(field.name),
    name: quoteIdentifier(column.name),
    value: `v${index + 1}`,
  }))
  const target: Target = {
    table,
    operation,
    all: pairs,
    match: pairs.filter(({ isMatch }) => isMatch),
    set: pairs.filter(({ isMatch }) => !isMatch),
  }
  const given = givenRows(fields, matchOn)
  const sql = `with given as materialized (${given.sql}), wrote as (${writeRows(target)}) ${tellMarks(tellRows(target))}`
  return { ...given, sql }
}

function writeRows({ table, operation, all, match, set }: Target): string {
  const same = match.map(({ name, value }) => `t.${name} = g.${value}`).join(' and ')
  const columns = all.length > 0 ? ` (${all.map(({ name }) => name).join(', ')})` : ''
  const source = `select ${all.map(({ value }) => value).join(', ')} from given where problem is null`
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
      return `update ${table.sql} as t set ${list} from given g where g.problem is null and ${same} and ${differs} returning g.n`
    }
    case 'delete':
      return `delete from ${table.sql} as t using given g where g.problem is null and ${same} returning g.n`
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

function tellRows({ table, operation, match, set }: Target): string {
  if (match.length === 0) {
    const all = '(select count(*) from wrote) = (select count(*) from given where problem is null)'
    return `select n, problem, problem is null and ${all} as wrote, true as created, false as found, null::boolean as same from given`
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
  return `select g.n, g.problem, ${wrote} as wrote, ${isKeyed ? 'w.created' : 'false'} as created,
    f.same is not null as found, f.same
    from given g left join wrote w on ${join}
    left join lateral (select ${same} as same from ${table.sql} t where ${found.join(' and ')}) f on true`
}
