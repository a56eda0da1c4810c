import type { DbtNode, DbtTest } from './dbt-node.ts'

/**
 * The columns that identify a row: those of a primary key constraint, else a column whose tests are `unique` and
 * `not_null`, else the fewest columns of a `dbt_utils.unique_combination_of_columns` that are all `not_null`. Of several
 * columns the one that the YAML describes first. A test with a `where` says nothing of the other rows.
 */
export function dbtKey(node: DbtNode, tests: readonly DbtTest[]): readonly string[] | undefined {
  const whole = tests.filter(({ config }) => !config.where)
  const filled = new Set([...columnsOf(whole, 'not_null'), ...constrained(node, 'not_null')])
  const isFilled = (key: readonly string[]) => key.every((column) => filled.has(column))
  const unique = [...columnsOf(whole, 'unique'), ...constrained(node, 'unique')].map((one) => [one])
  const described = Object.values(node.columns ?? {}).map(({ name }) => name)
  const rank = ([column = '']: readonly string[]) => {
    const index = described.indexOf(column)
    return index === -1 ? described.length : index
  }
  return (
    primaryKey(node) ??
    unique.filter(isFilled).toSorted((a, b) => rank(a) - rank(b))[0] ??
    combinations(whole)
      .filter(isFilled)
      .toSorted((a, b) => a.length - b.length)[0]
  )
}

function primaryKey(node: DbtNode): readonly string[] | undefined {
  const ofModel = node.constraints?.find(({ type }) => type === 'primary_key')?.columns
  if (ofModel && ofModel.length > 0) return ofModel
  const ofColumns = constrained(node, 'primary_key')
  return ofColumns.length > 0 ? ofColumns : undefined
}

function constrained({ columns }: DbtNode, wanted: string): readonly string[] {
  return Object.values(columns ?? {})
    .filter(({ constraints }) => constraints?.some(({ type }) => type === wanted))
    .map(({ name }) => name)
}

/** The columns of dbt's own tests of this name; an expression is no column. */
function columnsOf(tests: readonly DbtTest[], name: string): readonly string[] {
  return tests.flatMap(({ test_metadata: metadata, column_name: column }) => {
    const isMeant = metadata?.name === name && (metadata.namespace ?? 'dbt') === 'dbt'
    const found = isMeant ? plainName(column) : undefined
    return found === undefined ? [] : [found]
  })
}

function combinations(tests: readonly DbtTest[]): readonly (readonly string[])[] {
  return tests.flatMap(({ test_metadata: metadata }) => {
    if (metadata?.name !== 'unique_combination_of_columns') return []
    const { combination_of_columns: given } = metadata.kwargs
    if (!Array.isArray(given)) return []
    const names = given.map(plainName)
    return names.every((name) => name !== undefined) && names.length > 0 ? [names] : []
  })
}

function plainName(column: unknown): string | undefined {
  if (typeof column !== 'string') return undefined
  const [, quoted, bare] = /^(?:"([^"]+)"|`?([\w$]+)`?)$/.exec(column.trim()) ?? []
  return quoted ?? bare
}
