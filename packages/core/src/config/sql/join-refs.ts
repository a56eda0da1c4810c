import type { Model, SqlPart } from '../../model.ts'
import type { SqlRef } from './find-refs.ts'
import { scanSql } from './scan-sql.ts'

/** A model that another one refers to. */
export interface RefPart {
  /** As the ref has it. */
  readonly name: string
  readonly model: Model
  readonly refs: readonly SqlRef[]
}

/**
 * The SQL of a model with a WITH before it that has each part. A template is no longer than before, so that what
 * follows keeps its line and its column.
 */
export function joinRefs(
  model: Model,
  refs: readonly SqlRef[],
  parts: readonly RefPart[],
): Pick<Model, 'query' | 'ownSql' | 'sqlParts'> {
  const names = withNames(parts)
  const own = sqlOf(model)
  const start = leadingWith(own)
  const lines: string[] = []
  const places: SqlPart[] = []
  for (const [index, part] of parts.entries()) {
    lines.push(`${index === 0 ? start.keyword : ''}${names.get(part.name) ?? ''} AS (`)
    places.push({
      fromLine: lines.length + 1,
      file: part.model.place.file,
      line: part.model.sqlLine,
    })
    const sql = replaceRefs(sqlOf(part.model), part.refs, names)
    lines.push(...withoutSemicolon(sql).split('\n'))
    lines.push(index < parts.length - 1 || start.length > 0 ? '),' : ')')
  }
  places.push({ fromLine: lines.length + 1, file: model.place.file, line: model.sqlLine })
  const rest = ' '.repeat(start.length) + replaceRefs(own, refs, names).slice(start.length)
  const query = { kind: 'sql', sql: `${lines.join('\n')}\n${rest}` } as const
  return { query, ownSql: own, sqlParts: places }
}

function withoutSemicolon(sql: string): string {
  const last = scanSql(sql).at(-1)
  if (last?.value !== ';') return sql.trimEnd()
  return `${sql.slice(0, last.offset)} ${sql.slice(last.end)}`.trimEnd()
}

/** Names without quotes, which differ between dialects. */
function withNames(parts: readonly RefPart[]): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  return new Map(
    parts.map(({ name }) => {
      const plain = `rev_ref_${name.toLowerCase().replaceAll(/\W/g, '_')}`
      let free = plain
      for (let number = 2; taken.has(free); number++) free = `${plain}_${number}`
      taken.add(free)
      return [name, free]
    }),
  )
}

function replaceRefs(
  sql: string,
  refs: readonly SqlRef[],
  names: ReadonlyMap<string, string>,
): string {
  let replaced = ''
  let done = 0
  for (const { name, offset, end } of refs) {
    const short = (names.get(name) ?? name).padEnd(
      sql.slice(offset, end).split('\n')[0]?.length ?? 0,
    )
    // A template over several lines keeps its line ends.
    const breaks = sql.slice(offset, end).replaceAll(/[^\n]/g, '')
    replaced += sql.slice(done, offset) + short + breaks
    done = end
  }
  return replaced + sql.slice(done)
}

/** The WITH that a query begins with itself, which goes on after ours. */
function leadingWith(sql: string): { readonly keyword: string; readonly length: number } {
  const [first, second] = scanSql(sql)
  if (first?.value !== 'with') return { keyword: 'WITH ', length: 0 }
  const isRecursive = second?.value === 'recursive'
  const length = isRecursive ? second.end : first.end
  return { keyword: isRecursive ? 'WITH RECURSIVE ' : 'WITH ', length }
}

function sqlOf({ query, dbt }: Model): string {
  if (dbt !== undefined) return `select * from ${dbt.relation}`
  return query.kind === 'sql' ? query.sql : ''
}
