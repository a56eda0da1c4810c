import type { ChangeRow } from '../change-row.ts'
import type { LocalDatabase, RowReader } from '../local-database.ts'
import { changesTable, groupRows, rowsTable } from '../plan-rows.ts'
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
 * Streams what is sent of a plan, a page at a time, in order: first what is new, then what was refused before. Many
 * records cross into JavaScript as one text: what they cost on the way is their number of values.
 */
export async function* changeRows(
  database: LocalDatabase,
  sql: ChangeSql,
): AsyncGenerator<readonly ChangeRow[], void, void> {
  await using reader = await database.openReader()
  const [[end = 0] = []] = await reader.rows(`SELECT count(*) FROM ${rowsTable}`)
  yield* changePages(reader, sql, { first: 0, end: Number(end), isAgain: false })
  const [[first, last] = []] = await reader.rows(
    `SELECT min(seq), max(seq) FROM ${changesTable} WHERE is_again AND ${isSent}`,
  )
  if (first === null || first === undefined) return
  yield* changePages(reader, sql, { first: Number(first), end: Number(last) + 1, isAgain: true })
}

const isSent = 'state IS NULL AND NOT is_accepted'

/** The positions of which a part is streamed: of changes that were refused before, or of all others. */
interface PageSpan {
  readonly first: number
  readonly end: number
  readonly isAgain: boolean
}

async function* changePages(
  reader: RowReader,
  sql: ChangeSql,
  { first: start, end, isAgain }: PageSpan,
): AsyncGenerator<readonly ChangeRow[], void, void> {
  const readPage = async ({ first, last, textRows }: PageRange) => {
    const rows = await reader.rows(
      `SELECT string_agg(${rowText(sql)}, chr(30)) FROM ${changesTable}
       WHERE seq >= ${first} AND seq < ${last} AND ${isSent} AND is_again = ${isAgain} GROUP BY seq // ${textRows}`,
    )
    return rows.map(([text]) => String(text))
  }
  let range = nextPage(start, end, undefined)
  // The engine works on the next page while this one is used.
  for (let next = range && readPage(range); next !== undefined && range !== undefined;) {
    const texts = await next
    const bytes = texts.reduce((sum, text) => sum + text.length, 0)
    range = nextPage(range.last, end, bytes / (range.last - range.first))
    next = range && readPage(range)
    next?.catch(() => 'whoever takes the next page is told')
    // Cut up one by one: what lives for long costs the heap the more, and most of it is sent soon.
    for (const text of texts.toSorted((one, other) => seqOf(one) - seqOf(other))) {
      yield changeRowsOf(text, isAgain).toSorted((one, other) => one.seq - other.seq)
    }
  }
}

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

const pageBytes = 4 << 20
const firstPageRows = 2048

// A text beyond 128 KiB is a large object to V8, which lets go of it late.
const textBytes = 64 << 10
const textRowsMax = 256

interface PageRange {
  readonly first: number
  readonly last: number
  /** How many records make one text. */
  readonly textRows: number
}

/** The positions of the next page: a row group of the file, or less of it where records are wide. Pure. */
function nextPage(first: number, end: number, rowBytes: number | undefined): PageRange | undefined {
  if (first >= end) return undefined
  const rowsOf = (bytes: number) => Math.max(1, Math.floor(bytes / Math.max(1, rowBytes ?? 1)))
  const rowsMax = rowBytes === undefined ? firstPageRows : rowsOf(pageBytes)
  const groupEnd = (Math.floor(first / groupRows) + 1) * groupRows
  return {
    first,
    last: Math.min(end, groupEnd, first + rowsMax),
    textRows: Math.min(textRowsMax, rowsOf(textBytes)),
  }
}

/** SQL of a change as one text. JSON holds no bare control character, so the separators stand between the parts alone. */
function rowText({ record, match }: ChangeSql): string {
  const remote = "coalesce(to_json(remote)::VARCHAR, '')"
  const parts = ['seq', 'kind', 'hex(fp)', 'key_text', remote, record, match]
  return `concat(${parts.join(', chr(31), ')})`
}

const separator = '\u001f'

/** The position of the first row in a text. */
function seqOf(text: string): number {
  return Number(text.slice(0, text.indexOf(separator)))
}

function changeRowsOf(text: string, isAgain: boolean): ChangeRow[] {
  return text.split('\u001e').map((row) => new TextRow(row, isAgain))
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
