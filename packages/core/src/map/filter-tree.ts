/** A column where a condition names it. */
export interface ColumnReference {
  readonly name: string
  /** Offset in the probe, in bytes; undefined where the parser gives none. */
  readonly position: number | undefined
}

/** The columns of a condition, or why it is none that a filter may be. */
export type FilterTree =
  | {
      readonly columns: readonly ColumnReference[]
      /** Whether a function of it asks for the time. */
      readonly asksClock: boolean
    }
  | {
      readonly reason: string
      /** Offset in the probe. */
      readonly position?: number
    }

type Node = Readonly<Record<string, unknown>>

/** Reads DuckDB's parse tree of `SELECT CASE WHEN filter THEN 1 END`. */
export function readFilterTree(serialized: string): FilterTree {
  const root = JSON.parse(serialized) as Node
  if (root['error'] === true) {
    const position = Number(root['position'])
    const reason = String(root['error_message']).split('\n', 1)[0] ?? ''
    return { reason, ...(Number.isNaN(position) ? {} : { position }) }
  }
  const condition = conditionOf(root)
  if (condition === undefined) return { reason: 'it is not one condition' }
  const walk: Walk = { columns: [], clocks: [], depth: 0 }
  const refused = visit(condition, walk)
  return refused ?? { columns: walk.columns, asksClock: walk.clocks.length > 0 }
}

interface Walk {
  readonly columns: ColumnReference[]
  /** The functions that ask for the time. */
  readonly clocks: string[]
  readonly depth: number
}

/**
 * The condition where the whole probe still has its shape: one statement, one value, one CASE with one branch. Text
 * that closes the CASE or adds to it gives another tree, so what is left is a complete expression.
 */
function conditionOf(root: Node): Node | undefined {
  const statements = list(root['statements'])
  const node = object(statements[0]?.['node'])
  if (statements.length !== 1 || node?.['type'] !== 'SELECT_NODE') return undefined
  const isBare =
    object(node['from_table'])?.['type'] === 'EMPTY' &&
    ['where_clause', 'having', 'sample', 'qualify'].every((part) => node[part] === null) &&
    ['modifiers', 'group_expressions', 'group_sets'].every((part) => isEmpty(node[part])) &&
    isEmpty(object(node['cte_map'])?.['map']) &&
    node['aggregate_handling'] === 'STANDARD_HANDLING'
  const values = list(node['select_list'])
  const [value] = values
  if (!isBare || values.length !== 1 || value?.['type'] !== 'CASE_EXPR') return undefined
  const branches = list(value['case_checks'])
  const isOurs = branches.length === 1 && value['alias'] === '' && isNull(value['else_expr'])
  return isOurs && isOne(branches[0]?.['then_expr'])
    ? object(branches[0]?.['when_expr'])
    : undefined
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function isNull(value: unknown): boolean {
  return object(object(value)?.['value'])?.['is_null'] === true
}

function isOne(value: unknown): boolean {
  const node = object(value)
  return node?.['class'] === 'CONSTANT' && object(node['value'])?.['value'] === 1
}

const depthMax = 100

function visit(node: Node, walk: Walk): FilterTree | undefined {
  if (walk.depth > depthMax) return { reason: 'it is nested too deeply' }
  const own = judge(node, walk)
  if (own !== undefined) return own
  const below = { ...walk, depth: walk.depth + 1 }
  for (const child of childrenOf(node)) {
    const refused = visit(child, below)
    if (refused !== undefined) return refused
  }
  return undefined
}

const allowedClasses = new Set([
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'COLUMN_REF',
  'OPERATOR',
  'FUNCTION',
  'CAST',
  'CASE',
  'BETWEEN',
])

function judge(node: Node, { columns, clocks }: Walk): FilterTree | undefined {
  const kind = String(node['class'])
  const position = positionOf(node)
  if (!allowedClasses.has(kind)) {
    return { reason: `a filter cannot have ${wordsFor(kind)}`, ...position }
  }
  if (kind === 'COLUMN_REF') {
    const names = node['column_names'] as readonly string[]
    if (names.length !== 1) return { reason: `"${names.join('.')}" is not a column`, ...position }
    columns.push({ name: names[0] ?? '', position: position.position })
  }
  return kind === 'FUNCTION' ? judgeFunction(node, position, clocks) : undefined
}

function judgeFunction(node: Node, position: object, clocks: string[]): FilterTree | undefined {
  const name = String(node['function_name']).toLowerCase()
  // Of one time it is the distance from today.
  const isAge = name === 'age' && list(node['children']).length === 1
  if (isAge || clockFunctions.has(name)) clocks.push(name)
  const isPlain =
    isUnqualified(node, name) &&
    node['filter'] === null &&
    node['distinct'] === false &&
    isEmpty(object(node['order_bys'])?.['orders'])
  return isPlain && allowedFunctions.has(name)
    ? undefined
    : { reason: `a filter cannot call ${name}`, ...position }
}

/** The parser gives some functions a schema of its own accord, for example that of EXTRACT. */
function isUnqualified(node: Node, name: string): boolean {
  return (
    node['catalog'] === '' &&
    (node['schema'] === '' || (node['schema'] === 'main' && name === 'date_part'))
  )
}

function positionOf(node: Node): { readonly position?: number } {
  const position = Number(node['query_location'])
  return Number.isSafeInteger(position) ? { position } : {}
}

function wordsFor(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    SUBQUERY: 'a subquery',
    WINDOW: 'a window function',
    STAR: 'a star',
    PARAMETER: 'a parameter',
    LAMBDA: 'a lambda',
    POSITIONAL_REFERENCE: 'a position',
  }
  return words[kind] ?? kind.toLowerCase()
}

/** Every object below that is an expression; what is none is data of the expression itself. */
function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((one) => {
      const child = object(one)
      if (child === undefined) return []
      return 'class' in child ? [child] : childrenOf(child)
    }),
  )
}

function object(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Node)
    : undefined
}

function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? (value as Node[]) : []
}

const clockFunctions: ReadonlySet<string> = new Set(
  'now current_date today current_timestamp get_current_timestamp transaction_timestamp'.split(' '),
)

/** Functions of DuckDB that are pure but for the time: no files, no settings, no sequences, nothing random. */
const allowedFunctions: ReadonlySet<string> = new Set([
  ...clockFunctions,
  ...`+ - * / // % || ~~ !~~ ~~* !~~* ~ !~ ^ ** & | << >>
  like_escape not_like_escape ilike_escape not_ilike_escape
  abs ceil ceiling floor round trunc sign sqrt ln log log10 log2 exp pow power mod greatest least isnan isfinite isinf
  lower upper lcase ucase length len strlen char_length trim ltrim rtrim substring substr left right replace reverse
  concat concat_ws contains starts_with ends_with prefix suffix split_part position strpos instr ascii unicode
  regexp_matches regexp_full_match regexp_extract regexp_replace lpad rpad md5 sha256 nullif coalesce ifnull
  json_extract json_extract_string json_array_length json_type json_valid json_exists json_contains -> ->>
  list_contains list_has array_contains array_length list_value
  date_part datepart extract date_trunc datetrunc date_diff datediff date_add date_sub year month day hour minute
  second quarter week dayofweek isodow weekday dayofmonth dayofyear epoch epoch_ms to_timestamp make_date
  make_timestamp strftime strptime try_strptime age last_day
  to_years to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds
  timezone`.split(/\s+/),
])
