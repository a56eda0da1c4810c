import type { RowFacts } from '@revetl/sdk/sql'

/** What a statement tells of all its records: a row for each would cost more than many a record itself. */
export interface ToldRows {
  /** One character for each record, in their order. */
  readonly marks: string
  /** Of the records with a problem, in their order: an index into the problems of the statement. */
  readonly problems: readonly number[] | null
}

/** What became of one record: facts, or a problem that kept it from being written. */
export type ToldRow =
  | { readonly facts: RowFacts; readonly isKeptBack: boolean }
  | { readonly problem: number }

interface Mark {
  /** A condition on the facts that the statement has of a record. */
  readonly when: string
  readonly facts: RowFacts
}

const problemMark = 'p'
const keptBackMark = 'k'
const marks: Readonly<Record<string, Mark>> = {
  c: { when: 'wrote and created', facts: { wrote: true, created: true, found: false } },
  u: { when: 'wrote and not created', facts: { wrote: true, created: false, found: true } },
  w: { when: 'wrote', facts: { wrote: true, created: null, found: false } },
  s: { when: 'found and same', facts: { wrote: false, found: true, same: true } },
  d: { when: 'found', facts: { wrote: false, found: true, same: false } },
  // Of rows that nothing identifies it is known only that not all of them were written.
  [keptBackMark]: { when: 'created', facts: { wrote: false, found: false } },
  n: { when: 'true', facts: { wrote: false, found: false } },
}

/** SQL that makes `ToldRows` of a query whose columns are `n`, `problem`, `wrote`, `created`, `found` and `same`. */
export function tellMarks(rows: string): string {
  const cases = Object.entries(marks).map(([mark, { when }]) => `when ${when} then '${mark}'`)
  return `select string_agg(case when problem is not null then '${problemMark}' ${cases.join(' ')} end, '' order by n) as marks,
    array_agg(problem order by n) filter (where problem is not null) as problems from (${rows}) told`
}

const rowOfMark = new Map(
  Object.entries(marks).map(([mark, { facts }]): [string, ToldRow] => [
    mark,
    { facts, isKeptBack: mark === keptBackMark },
  ]),
)

/** What became of each of `count` records. @throws where the statement did not tell of each of them */
export function readMarks({ marks: text, problems }: ToldRows, count: number): readonly ToldRow[] {
  if (text.length !== count) throw new Error('the statement did not tell of every record')
  let problem = 0
  return Array.from(text, (mark) => {
    const row = mark === problemMark ? problemRow(problems?.[problem++]) : rowOfMark.get(mark)
    if (row === undefined) throw new Error('the statement told what cannot be')
    return row
  })
}

function problemRow(problem: number | undefined): ToldRow | undefined {
  return problem === undefined ? undefined : { problem }
}
