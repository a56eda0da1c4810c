import type { ChangeRow } from '../change-row.ts'
import type { LocalDatabase } from '../local-database.ts'
import { changesTable } from '../plan-rows.ts'
import { quoteText } from '../sql.ts'
import { fieldColumn } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { hasMatchPrint } from './match-print.ts'
import { volatileColumns } from './volatile-columns.ts'

/** SQL over a table of changes that gives what is sent. Kept with the changes, so that a later run can send the same. */
export interface ChangeSql {
  /** Texts, separated by commas, that make one JSON object when they are put together. */
  readonly record: string
  readonly match: string
  /** Whether every record has every field; absent where an older version made the plan. */
  readonly hasAllFields?: boolean
}

type RecordInput = Pick<DiffInput, 'fields' | 'layout' | 'rules' | 'snapshot'>

/** How the records of a plan are put together. */
export function changeSql(input: RecordInput & Pick<DiffInput, 'matchOn' | 'keys'>): ChangeSql {
  const columns = input.matchOn.map((name) => fieldColumn(input.layout, name))
  return {
    record: recordJson(input),
    hasAllFields: !hasGaps(input),
    // Where the key tells the records of the destination apart, it need not be carried twice.
    match:
      columns.length === 0 || !hasMatchPrint(input)
        ? 'NULL'
        : `concat_ws(chr(31), ${columns.join(', ')})`,
  }
}

/**
 * Streams what is sent of a plan, some at a time, in order: first what is new, then what was refused before. Many
 * records cross into JavaScript as one text: what they cost on the way is their number of values.
 */
export async function* changeRows(
  database: LocalDatabase,
  sql: ChangeSql,
): AsyncGenerator<readonly ChangeRow[], void, void> {
  const [[fresh = 0, again = 0] = []] = await database.rows(
    `SELECT count(*) FILTER (NOT is_again), count(*) FILTER (is_again) FROM ${changesTable} WHERE ${isSent}`,
  )
  for (const [isAgain, rows] of [
    [false, Number(fresh)],
    [true, Number(again)],
  ] as const) {
    const select = `SELECT ${rowText(sql)} FROM ${changesTable} WHERE ${isSent} AND is_again = ${isAgain}`
    // Cut up one by one: what lives for long costs the heap the more, and most of it is sent soon.
    for await (const text of database.texts(select, rows)) yield changeRowsOf(text, isAgain)
  }
}

const isSent = 'state IS NULL AND NOT is_accepted'

/** The changes of a run that sends nothing new. */
export async function* noChangeRows(): AsyncGenerator<never, void, void> {}

/** The changes at some positions of a plan. */
export async function changeRowsAt(
  database: LocalDatabase,
  sql: ChangeSql,
  seqs: readonly number[],
): Promise<readonly ChangeRow[]> {
  if (seqs.length === 0) return []
  const rows = await database.rows(
    `SELECT ${rowText(sql)} FROM ${changesTable} WHERE seq IN (${seqs.join(', ')}) ORDER BY seq`,
  )
  return rows.flatMap(([text]) => changeRowsOf(String(text), false))
}

/**
 * SQL of a change as one text with an end of its own. JSON holds no bare control character, so the separators stand
 * between the parts alone.
 */
function rowText({ record, match }: ChangeSql): string {
  const remote = "coalesce(to_json(remote)::VARCHAR, '')"
  const parts = ['seq', 'kind', 'hex(fp)', 'key_text', remote, record, match]
  return `concat(${parts.join(', chr(31), ')}, chr(30))`
}

const separator = '\u001f'
const rowEnd = '\u001e'

function changeRowsOf(text: string, isAgain: boolean): ChangeRow[] {
  const rows: ChangeRow[] = []
  for (let start = 0; start < text.length;) {
    const end = text.indexOf(rowEnd, start)
    rows.push(new TextRow(text.slice(start, end), isAgain))
    start = end + 1
  }
  return rows
}

/** A change as its text, cut where somebody asks: most of a record's parts are needed only when it is refused. */
class TextRow implements ChangeRow {
  readonly seq: number
  readonly id: string
  readonly isAgain: boolean
  readonly #text: string
  readonly #seqEnd: number
  readonly #kindEnd: number
  readonly #printEnd: number
  readonly #keyEnd: number
  readonly #remoteEnd: number
  readonly #recordEnd: number

  constructor(text: string, isAgain: boolean) {
    this.isAgain = isAgain
    this.#text = text
    this.#seqEnd = text.indexOf(separator)
    this.#kindEnd = text.indexOf(separator, this.#seqEnd + 1)
    this.#printEnd = text.indexOf(separator, this.#kindEnd + 1)
    this.#keyEnd = text.indexOf(separator, this.#printEnd + 1)
    this.#remoteEnd = text.indexOf(separator, this.#keyEnd + 1)
    this.#recordEnd = text.indexOf(separator, this.#remoteEnd + 1)
    this.id = text.slice(0, this.#seqEnd)
    this.seq = Number(this.id)
  }

  get kind(): ChangeRow['kind'] {
    return kinds[this.#text.charAt(this.#seqEnd + 1)] as ChangeRow['kind']
  }

  get fingerprint(): string {
    return this.#text.slice(this.#kindEnd + 1, this.#printEnd)
  }

  get key(): string {
    return this.#text.slice(this.#printEnd + 1, this.#keyEnd)
  }

  get identity(): string {
    return this.#text.slice(this.#seqEnd + 1, this.#keyEnd)
  }

  get remoteId(): string | undefined {
    if (this.#remoteEnd === this.#keyEnd + 1) return undefined
    return JSON.parse(this.#text.slice(this.#keyEnd + 1, this.#remoteEnd)) as string
  }

  get json(): string {
    return this.#text.slice(this.#remoteEnd + 1, this.#recordEnd)
  }

  get match(): string | undefined {
    const start = this.#recordEnd + 1
    return start === this.#text.length ? undefined : this.#text.slice(start)
  }
}

const kinds: Readonly<Record<string, ChangeRow['kind']>> = {
  a: 'added',
  c: 'changed',
  r: 'removed',
}

/** The JSON object of a change as texts to be put together; a field that is NULL stays out. */
function recordJson(input: RecordInput): string {
  const { fields, layout } = input
  const volatile = new Map(volatileColumns({ fields }).map(({ field, column }) => [field, column]))
  if (!hasGaps(input)) {
    const whole = fields.map(
      ({ field }) =>
        `${quoteText(`${JSON.stringify(field)}:`)}, ${volatile.get(field) ?? fieldColumn(layout, field)}`,
    )
    // Half the time of a text that is joined from parts that may be missing.
    return `'{', ${whole.join(", ',', ")}, '}'`
  }
  const parts = fields.map(({ field, mapped }) => {
    const column = volatile.get(field) ?? fieldColumn(layout, field)
    // Clearing a record that left sends its nulls whatever the rule for nulls is.
    const value =
      mapped.nulls === 'omit'
        ? `CASE WHEN kind = 'removed' OR ${column} <> 'null' THEN ${column} END`
        : column
    return `${quoteText(`${JSON.stringify(field)}:`)} || ${value}`
  })
  return `'{' || concat_ws(',', ${parts.join(', ')}) || '}'`
}

/** Whether a change can have a field that is not sent. */
function hasGaps({ fields, rules, snapshot }: RecordInput): boolean {
  if (fields.length === 0 || fields.some(({ mapped }) => mapped.nulls === 'omit')) return true
  if (rules.isReplace || snapshot.isEmpty) return false
  return rules.onRemoved !== undefined || (rules.isDelta && !rules.isFull)
}
