import type { SqlToken } from '../sql/scan-sql.ts'

/** A token with where it stands. */
export interface PlacedToken extends SqlToken {
  /** Parentheses around it. */
  readonly depth: number
  /** The clauses that it is in, the outermost first: `['from', 'select']` in a subquery. */
  readonly clauses: readonly string[]
  /** Whether an ORDER BY came before, in its own SELECT. */
  readonly isOrdered: boolean
}

const clauseOf: Readonly<Record<string, string>> = {
  select: 'select',
  from: 'from',
  join: 'from',
  on: 'on',
  using: 'on',
  where: 'where',
  group: 'group',
  having: 'having',
  qualify: 'qualify',
  window: 'window',
  order: 'order',
  limit: 'limit',
  offset: 'limit',
  with: 'with',
}

interface Frame {
  clause: string
  isOrdered: boolean
}

/** Says of each token in which clauses it is. A keyword is in the clause that it begins. */
export function placeTokens(tokens: readonly SqlToken[]): readonly PlacedToken[] {
  const frames: Frame[] = [{ clause: '', isOrdered: false }]
  return tokens.map((token) => {
    if (token.value === ')' && frames.length > 1) frames.pop()
    const frame = frames.at(-1)
    if (frame !== undefined && token.kind === 'word') enterClause(frame, token.value)
    const placed = {
      ...token,
      depth: frames.length - 1,
      clauses: frames.map(({ clause }) => clause).filter((clause) => clause !== ''),
      isOrdered: frame?.isOrdered === true,
    }
    if (token.value === '(') frames.push({ clause: '', isOrdered: false })
    return placed
  })
}

function enterClause(frame: Frame, word: string): void {
  if (!Object.hasOwn(clauseOf, word)) return
  if (word === 'select') frame.isOrdered = false
  if (word === 'order') frame.isOrdered = true
  frame.clause = clauseOf[word] ?? ''
}
