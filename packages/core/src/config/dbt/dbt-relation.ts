import type { ModelQuery } from '@revetl/sdk'

const quotedParts = /^(?:"(?:[^"]|"")+"|`[^`]+`)(?:\.(?:"(?:[^"]|"")+"|`[^`]+`))*$/

/**
 * How a relation is read. dbt writes its name in the SQL of the warehouse: where every part is quoted it is a table by
 * those names; where one is not, the warehouse itself has to fold its case, so it stays as it is.
 */
export function relationQuery(relation: string): ModelQuery {
  if (!quotedParts.test(relation)) return { kind: 'sql', sql: `select * from ${relation}` }
  const parts = relation.match(/"(?:[^"]|"")+"|`[^`]+`/g) ?? []
  // BigQuery may have the whole path in one pair of backticks.
  const isPath = parts.length === 1 && parts[0]?.startsWith('`') && parts[0].includes('.')
  if (isPath) return { kind: 'sql', sql: `select * from ${relation}` }
  return { kind: 'table', table: parts.map((part) => part.slice(1, -1).replaceAll('""', '"')) }
}
