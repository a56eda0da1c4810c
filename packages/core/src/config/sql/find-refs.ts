import { scanSql, type SqlToken } from './scan-sql.ts'

/** `{{ ref('name') }}` in a query. */
export interface SqlRef {
  readonly name: string
  /** From the first brace to behind the last. */
  readonly offset: number
  readonly end: number
}

/** The refs of a query, and where it has another template, of which nothing is known. */
export interface FoundRefs {
  readonly refs: readonly SqlRef[]
  readonly unknown: readonly number[]
}

const shape = ['{', '{', 'ref', '(', undefined, ')', '}', '}']

/** Finds templates outside of texts and comments. */
export function findRefs(sql: string): FoundRefs {
  const refs: SqlRef[] = []
  const unknown: number[] = []
  if (!sql.includes('{{') && !sql.includes('{%')) return { refs, unknown }
  const tokens = scanSql(sql)
  for (const [index, token] of tokens.entries()) {
    if (!opensTemplate(token, tokens[index + 1])) continue
    const ref = refAt(tokens.slice(index, index + shape.length))
    if (ref === undefined) unknown.push(token.offset)
    else refs.push(ref)
  }
  return { refs, unknown }
}

function opensTemplate({ value, end }: SqlToken, next: SqlToken | undefined): boolean {
  return value === '{' && next?.offset === end && (next.value === '{' || next.value === '%')
}

function refAt(tokens: readonly SqlToken[]): SqlRef | undefined {
  const isRef = shape.every((value, index) => value === undefined || tokens[index]?.value === value)
  const [first, , , , name] = tokens
  const last = tokens.at(-1)
  if (!isRef || first === undefined || name === undefined || last === undefined) return undefined
  if (name.kind !== 'text' && name.kind !== 'name') return undefined
  const bare = name.kind === 'text' ? name.value.slice(1, -1) : name.value
  return { name: bare, offset: first.offset, end: last.end }
}
