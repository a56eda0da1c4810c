import type { ModelFinding } from '../../model-reports.ts'
import { scanSql } from '../sql/scan-sql.ts'
import { placeTokens, type PlacedToken } from './sql-clauses.ts'

/** A finding by its place in the SQL. */
export interface SqlFinding extends Pick<ModelFinding, 'rule' | 'message' | 'hint'> {
  readonly offset: number
  /** The column of the model that it is about, where that is plain. */
  readonly column?: string
}

/** What in a query is probably not meant. */
export function lintSql(sql: string): readonly SqlFinding[] {
  const tokens = placeTokens(scanSql(sql))
  return [
    ...selectStars(tokens),
    ...unorderedLimits(tokens),
    ...movingValues(tokens),
    ...trailingSemicolon(tokens),
  ].toSorted((a, b) => a.offset - b.offset)
}

function selectStars(tokens: readonly PlacedToken[]): readonly SqlFinding[] {
  const own = new Set(cteNames(tokens))
  return tokens.flatMap((token, index) => {
    const { value, depth, clauses, offset } = token
    if (value !== '*' || depth > 0 || clauses.at(-1) !== 'select') return []
    const before = tokens[index - 1]?.value ?? ''
    if (!['select', 'distinct', 'all', ',', '.'].includes(before)) return []
    const [from, table] = [tokens[index + 1], tokens[index + 2]]
    // The columns of what the query itself or another model defines are written there.
    if (from?.value === 'from' && table !== undefined && own.has(table.value.toLowerCase()))
      return []
    return [
      {
        rule: 'select-star',
        offset,
        message: 'SELECT * takes every column, also one that somebody adds later.',
        hint: 'Name the columns: only those can be changed fields, and a sync with `map: all` sends no other.',
      },
    ]
  })
}

/** The names that WITH gives at the top. */
function cteNames(tokens: readonly PlacedToken[]): readonly string[] {
  return tokens.flatMap(({ kind, value, depth, clauses }, index) => {
    const isName = (kind === 'word' || kind === 'name') && depth === 0 && clauses.at(-1) === 'with'
    const next = tokens[index + 1]?.value
    return isName && (next === 'as' || next === '(') ? [value.toLowerCase()] : []
  })
}

function unorderedLimits(tokens: readonly PlacedToken[]): readonly SqlFinding[] {
  return tokens.flatMap(({ kind, value, isOrdered, offset }, index) => {
    const isFetch = value === 'fetch' && ['first', 'next'].includes(tokens[index + 1]?.value ?? '')
    if (kind !== 'word' || !(value === 'limit' || isFetch) || isOrdered) return []
    return [
      {
        rule: 'unordered-limit',
        offset,
        message: `${value.toUpperCase()} without ORDER BY takes other rows in each run: records seem to come and go.`,
        hint: 'Add an ORDER BY of unique columns before it, or remove the limit; `rev model preview` has one of its own.',
      },
    ]
  })
}

const movingFunctions = new Set(
  'now random rand uuid uuidv4 uuidv7 gen_random_uuid uuid_generate_v4 generate_uuid uuid_string newid getdate sysdate sysdatetime systimestamp utc_timestamp today current_timestamp current_date current_time localtimestamp localtime get_current_timestamp clock_timestamp statement_timestamp transaction_timestamp randomblob'.split(
    ' ',
  ),
)
const withoutParentheses = new Set([
  'current_timestamp',
  'current_date',
  'current_time',
  'localtimestamp',
  'localtime',
  'sysdate',
])
const filters = new Set(['where', 'having', 'on', 'qualify', 'order', 'limit'])

/** Values that are others in each run, outside of conditions: there they choose rows, which may be meant. */
function movingValues(tokens: readonly PlacedToken[]): readonly SqlFinding[] {
  return tokens.flatMap(({ kind, value, clauses, depth, offset }, index) => {
    if (kind !== 'word' || !movingFunctions.has(value)) return []
    if (tokens[index + 1]?.value !== '(' && !withoutParentheses.has(value)) return []
    if (tokens[index - 1]?.value === '.' || tokens[index - 1]?.value === 'as') return []
    if (!clauses.includes('select') || clauses.some((clause) => filters.has(clause))) return []
    const isInWith = clauses[0] === 'with'
    const column = isInWith ? undefined : aliasOf(tokens, index, depth)
    const what = column === undefined ? 'a column' : `the column ${column}`
    return [
      {
        rule: 'moving-value',
        offset,
        message: `${value}() makes ${what} another one in each run, so that every record counts as changed.`,
        hint: 'Take the time from the data, or leave the column out; a mapping has `run.started_at`, which changes nothing.',
        ...(column === undefined ? {} : { column }),
      },
    ]
  })
}

/** The name of the column at the top of the query that a token is a part of; undefined where it has none. */
function aliasOf(tokens: readonly PlacedToken[], index: number, depth: number): string | undefined {
  const enclosing = tokens[index]?.clauses ?? []
  if (depth > 0 && enclosing.length > 1) return undefined
  const rest = tokens.slice(index)
  const end = rest.findIndex(
    (token) => token.depth === 0 && (token.value === ',' || token.clauses[0] !== 'select'),
  )
  const last = rest.at(end === -1 ? -1 : end - 1)
  const isName = last !== undefined && last.depth === 0 && last !== tokens[index]
  return isName && (last.kind === 'name' || last.kind === 'word') ? last.value : undefined
}

function trailingSemicolon(tokens: readonly PlacedToken[]): readonly SqlFinding[] {
  const last = tokens.at(-1)
  if (last?.value !== ';') return []
  return [
    {
      rule: 'trailing-semicolon',
      offset: last.offset,
      message: 'A model is a part of a larger statement, where a semicolon may end it too early.',
      hint: 'Remove the semicolon.',
    },
  ]
}
