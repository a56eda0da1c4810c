import { hash } from 'node:crypto'
import { keyText } from '../key-text.ts'
import { createTextTable, type Cell } from '../local-database.ts'
import { changesTable, deliveredView, marksTable, viewChangesSql } from '../plan-rows.ts'
import {
  anyDifferenceSql,
  countAgainSql,
  countDuplicatesSql,
  deferRetriesSql,
  duplicatesSql,
  marksSql,
  unsentSql,
  type Hindrances,
} from './changes-sql.ts'
import type { DiffInput, WaitingRecord } from './diff-input.ts'
import {
  badKeysTable,
  duplicatesTable,
  modelKeysView,
  snapshotView,
  unsentView,
  waitingName,
  waitingTable,
} from './diff-tables.ts'
import { isGone } from './removed-sql.ts'
import { keyColumns } from '../snapshot-layout.ts'
import { appendTexts } from '../table-loader.ts'
import {
  countDifferingSql,
  differencesSql,
  dropStagedSql,
  keepsEveryRow,
  modelTable,
  sameKeysSql,
  stageSql,
} from './staged-sql.ts'

/** A fifth of all that is sent. */
const retriesPerOther = 1 / 4
/** So many are tried again in any case. */
const retriesMin = 1000

/** Rows that share a key. */
export interface DuplicateKey {
  readonly key: string
  readonly copies: number
}

/** A difference that is not sent in this run. */
export interface UnsentChange {
  readonly kind: string
  readonly key: string
  readonly fingerprint: string
  /** `problem` was found now; the others are remembered from earlier runs. */
  readonly state: 'problem' | 'held' | 'rejected' | 'skipped'
  readonly code: string | null
  readonly message: string
  /** Whether a record with this key waits for a person, or for what a person answered to be noted. */
  readonly isHeld: boolean
}

/** The differences between a model and what was delivered. */
export interface Difference {
  readonly rowsRead: number
  /** Rows that equal what was delivered, or that the mode does not act upon. */
  readonly unchanged: number
  /** How many records the snapshot holds. */
  readonly delivered: number
  /** How many of them the destination would no longer have after the run. */
  readonly leaving: number
  readonly counts: { readonly added: number; readonly changed: number; readonly removed: number }
  readonly unsentCounts: Readonly<Record<UnsentChange['state'], number>>
  /** Entries of the reject index when the difference was made. */
  readonly waiting: number
  readonly duplicateKeys: number
  /** Planned changes that an operator took as delivered: they are noted and not sent. */
  readonly accepted: number
  /** Whether the destination is written anew as a whole. */
  readonly isReplaced: boolean
  /** Whether only a part of the model was read. */
  readonly isPartial: boolean
  /** Sixteen hexadecimal digits that tell what would be sent, whatever its order. */
  readonly hash: string
}

/** Compares a model with its snapshot inside DuckDB. Leaves the changes, and the view of those that stay back. */
export async function computeDifference(input: DiffInput): Promise<Difference> {
  const { database } = input
  const waiting = await loadWaiting(input)
  for (const statement of stageSql(input)) await database.run(statement)
  if (!keepsEveryRow(input)) {
    const [[differing = 0] = []] = await database.rows(countDifferingSql)
    const statements = differencesSql(input, Number(differing))
    for (const statement of statements) await database.run(statement)
  }
  await input.rest?.meet()
  for (const statement of duplicatesSql(input)) await database.run(statement)
  const [[duplicates = 0, twins = 0] = []] = await database.rows(countDuplicatesSql(input))
  const hindrances = {
    hasDuplicates: Number(duplicates) > 0,
    hasTwins: Number(twins) > 0,
    hasWaiting: waiting > 0,
  }
  let hasUnsent = await markChanges(input, { ...hindrances, isReplaced: false })
  const isReplaced =
    input.rules.isReplace && (await database.rows(anyDifferenceSql(input)))[0]?.[0] === true
  if (isReplaced) hasUnsent = await markChanges(input, { ...hindrances, isReplaced })
  const summary = await summarise(input, hasUnsent)
  const leaving = isReplaced ? await countGone(input) : summary.counts.removed
  if (input.rest !== undefined) await database.run(sameKeysSql(input))
  if (input.isPartial && waiting > 0) await database.run(forgetUnreadSql(input))
  // What differs lies in the plan now; the rest would only take memory while it is sent.
  await database.run(dropStagedSql)
  return {
    ...summary,
    waiting,
    delivered: input.snapshot.records,
    leaving,
    duplicateKeys: Number(duplicates),
    isReplaced,
    isPartial: input.isPartial,
  }
}

/** Statement that leaves, of what waits, what was read: of the rest nobody knows whether it is still a difference. */
function forgetUnreadSql({ layout }: DiffInput): string {
  const key = keyText(layout, keyColumns(layout))
  return `DELETE FROM ${waitingTable} WHERE key NOT IN (SELECT ${key} FROM ${modelKeysView})`
}

async function countGone(input: DiffInput): Promise<number> {
  const [[gone = 0] = []] = await input.database.rows(
    `SELECT count(*) FROM ${snapshotView} s WHERE ${isGone(input)}`,
  )
  return Number(gone)
}

/** Makes the changes and the view of those that stay back. @returns whether there can be any in it */
async function markChanges(input: DiffInput, hindrances: Hindrances): Promise<boolean> {
  const { database, layout } = input
  await database.run(marksSql(input, hindrances))
  if (hindrances.hasWaiting) await boundRetries(input)
  const [[marks = 0, bad = 0] = []] = await database.rows(
    `SELECT (SELECT count(*) FROM ${marksTable}), (SELECT count(*) FROM ${badKeysTable})`,
  )
  const { isReplaced } = hindrances
  await database.run(viewChangesSql(layout, { isReplaced, hasMarks: Number(marks) > 0 }))
  await database.run(unsentSql)
  return Number(marks) + Number(bad) > 0
}

/**
 * Records that were refused and are the same take at most a share of what is sent: a million of them must not spend
 * the quota of what is new.
 */
async function boundRetries({ database }: DiffInput): Promise<void> {
  const [[again = 0, others = 0] = []] = await database.rows(countAgainSql)
  const allowed = Math.max(retriesMin, Math.floor(Number(others) * retriesPerOther))
  if (Number(again) > allowed) await database.run(deferRetriesSql(allowed))
}

/** The first few keys that several rows have. */
export async function duplicateKeys(
  { database }: Pick<DiffInput, 'database'>,
  rowsMax: number,
): Promise<readonly DuplicateKey[]> {
  const rows = await database.rows(
    `SELECT key_text, copies FROM ${duplicatesTable} ORDER BY copies DESC, key_text LIMIT ${rowsMax}`,
  )
  return rows.map(([key, copies]) => ({ key: String(key), copies: Number(copies) }))
}

/** Differences that are not sent, some at a time. */
export async function* unsentChanges({
  database,
}: Pick<DiffInput, 'database'>): AsyncGenerator<readonly UnsentChange[], void, void> {
  const isHeld = `key_text IN (SELECT key FROM ${waitingTable} WHERE state IN ('held', 'accepted'))`
  const sql = `SELECT kind, key_text, fp, state, code, coalesce(message, ''), ${isHeld} FROM ${unsentView}`
  for await (const columns of database.chunks(sql)) {
    const [kinds = []] = columns
    yield kinds.map((_kind, row) => {
      const text = (column: number) => columns[column]?.[row] as string
      return {
        kind: text(0),
        key: text(1),
        fingerprint: text(2),
        state: text(3) as UnsentChange['state'],
        code: (columns[4]?.[row] ?? null) as string | null,
        message: text(5),
        isHeld: columns[6]?.[row] === true,
      }
    })
  }
}

/** Keys of the reject index that are no longer a difference: they were accepted, went back, or left the model. */
export async function settledKeys(input: Pick<DiffInput, 'database'>): Promise<readonly string[]> {
  const rows = await input.database.rows(
    `SELECT key FROM ${waitingTable} w WHERE w.state <> 'held'
     AND NOT EXISTS (SELECT 1 FROM ${changesTable} c WHERE c.key_text = w.key)
     AND NOT EXISTS (SELECT 1 FROM ${unsentView} u WHERE u.key_text = w.key)`,
  )
  return rows.map(([key]) => String(key))
}

/** Keys of the reject index that were delivered now; asked after the fold, which leaves the view of positions. */
export async function acceptedKeys(input: Pick<DiffInput, 'database'>): Promise<readonly string[]> {
  const rows = await input.database.rows(
    `SELECT key FROM ${waitingTable} WHERE key IN (
       SELECT key_text FROM ${changesTable} JOIN ${deliveredView} USING (seq))`,
  )
  return rows.map(([key]) => String(key))
}

async function loadWaiting(input: DiffInput): Promise<number> {
  const { database } = input
  const names = ['key', 'state', 'fingerprint', 'code', 'message', 'waits', 'due']
  await createTextTable(database, waitingName, names)
  const columns = async function* () {
    for await (const page of input.waiting) yield waitingColumns(page)
  }
  return appendTexts(database, waitingName, columns())
}

function waitingColumns(page: readonly WaitingRecord[]): readonly (readonly string[])[] {
  return [
    page.map(({ key }) => key),
    page.map(({ state }) => state),
    page.map(({ fingerprint }) => fingerprint),
    page.map(({ code }) => code),
    page.map(({ message }) => message),
    page.map(({ isWaiting }) => String(isWaiting)),
    page.map(({ dueMs }) => String(dueMs)),
  ]
}

async function summarise(
  input: DiffInput,
  hasUnsent: boolean,
): Promise<
  Pick<Difference, 'rowsRead' | 'unchanged' | 'accepted' | 'counts' | 'unsentCounts' | 'hash'>
> {
  const { database } = input
  const unsent = hasUnsent
    ? await database.rows(
        `SELECT state, count(*), count(*) FILTER (kind <> 'removed') FROM ${unsentView} GROUP BY state`,
      )
    : []
  // Fingerprints are digests already: what puts them together need not be one.
  const kinds = await database.rows(
    `SELECT kind, count(*), count(*) FILTER (is_accepted), bit_xor(hash(kind, ${keyColumns(input.layout).join(', ')}, fp))
     FROM ${changesTable} WHERE state IS NULL GROUP BY kind`,
  )
  const [[rows = 0] = []] = await database.rows(`SELECT count(*) FROM ${modelTable(input)}`)
  const counts = countsOf(kinds)
  const [added, changed, removed] = ['added', 'changed', 'removed'].map(
    (kind) => counts.get(kind) ?? 0,
  ) as [number, number, number]
  const states = countsOf(unsent)
  const rowsRead = Number(rows) + (input.rest?.rows ?? 0)
  return {
    rowsRead,
    unchanged: rowsRead - added - changed - sumOf(unsent.map(([, , kept]) => kept)),
    accepted: sumOf(kinds.map(([, , accepted]) => accepted)),
    counts: { added, changed, removed },
    unsentCounts: {
      problem: states.get('problem') ?? 0,
      held: states.get('held') ?? 0,
      rejected: states.get('rejected') ?? 0,
      skipped: states.get('skipped') ?? 0,
    },
    hash: planHash(
      added + changed + removed,
      kinds.map(([, , , print]) => String(print)),
    ),
  }
}

/** An exclusive or does not depend on the order in which threads meet the rows. */
function planHash(changes: number, prints: readonly string[]): string {
  const print = prints.reduce((sum, one) => sum ^ BigInt(one), 0n)
  return hash('sha256', `${changes}:${print}`).slice(0, 16)
}

function sumOf(counts: readonly (Cell | undefined)[]): number {
  return counts.reduce<number>((sum, count) => sum + Number(count), 0)
}

function countsOf(rows: readonly (readonly Cell[])[]): ReadonlyMap<string, number> {
  return new Map(rows.map(([name, count]) => [String(name), Number(count)]))
}
