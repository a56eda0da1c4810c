import { changesTable } from '../changes-file.ts'
import { createTextTable, workTable, type Cell } from '../local-database.ts'
import {
  anyDifferenceSql,
  changesSql,
  duplicatesSql,
  duplicatesTable,
  unsentTable,
} from './changes-sql.ts'
import type { DiffInput, WaitingRecord } from './diff-input.ts'
import { snapshotView, snapshotViewSql } from './snapshot-view.ts'
import { stagedSql, stagedTable } from './staged-sql.ts'

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
}

/** The differences between a model and what was delivered. */
export interface Difference {
  readonly rowsRead: number
  /** Rows that equal what was delivered, or that the mode does not act upon. */
  readonly unchanged: number
  /** How many records the snapshot holds. */
  readonly delivered: number
  readonly counts: { readonly added: number; readonly changed: number; readonly removed: number }
  readonly unsentCounts: Readonly<Record<UnsentChange['state'], number>>
  readonly duplicateKeys: number
  /** Planned changes that an operator took as delivered: they are noted and not sent. */
  readonly accepted: number
  /** Whether the destination is written anew as a whole. */
  readonly isReplaced: boolean
  /** Of the set of changes that would be sent, whatever their order. */
  readonly hash: string
}

/** Compares a model with its snapshot inside DuckDB. Leaves the changes, and the view of those that stay back. */
export async function computeDifference(input: DiffInput): Promise<Difference> {
  const { database } = input
  await loadWaiting(input)
  await database.run(snapshotViewSql(input))
  await database.run(stagedSql(input))
  await database.run(duplicatesSql(input))
  const isReplaced =
    input.rules.isReplace && (await database.rows(anyDifferenceSql(input)))[0]?.[0] === true
  for (const statement of changesSql(input, isReplaced)) await database.run(statement)
  const summary = await summarise(input)
  // What differs lies in the changes now; the rest would only take memory while they are sent.
  await database.run(`DROP TABLE ${stagedTable}`)
  return { ...summary, isReplaced }
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
  const sql = `SELECT kind, key_text, fp, state, code, coalesce(message, '') FROM ${unsentTable}`
  for await (const columns of database.chunks(sql)) {
    const [kinds = []] = columns
    yield kinds.map((_kind, row) => {
      const text = (column: number) => (columns[column]?.[row] ?? '') as string
      return {
        kind: text(0),
        key: text(1),
        fingerprint: text(2),
        state: text(3) as UnsentChange['state'],
        code: (columns[4]?.[row] ?? null) as string | null,
        message: text(5),
      }
    })
  }
}

/** Keys of the reject index that are no longer a difference: they were accepted, went back, or left the model. */
export async function settledKeys(input: Pick<DiffInput, 'database'>): Promise<readonly string[]> {
  const rows = await input.database.rows(
    `SELECT key FROM ${workTable('waiting')} w WHERE w.state <> 'held'
     AND NOT EXISTS (SELECT 1 FROM ${changesTable} c WHERE c.key_text = w.key)
     AND NOT EXISTS (SELECT 1 FROM ${unsentTable} u WHERE u.key_text = w.key)`,
  )
  return rows.map(([key]) => String(key))
}

/** Keys of the reject index that were delivered now; asked after the fold, which leaves the table of positions. */
export async function acceptedKeys(input: Pick<DiffInput, 'database'>): Promise<readonly string[]> {
  const rows = await input.database.rows(
    `SELECT key FROM ${workTable('waiting')} WHERE key IN (
       SELECT key_text FROM ${changesTable} JOIN ${workTable('delivered')} USING (seq))`,
  )
  return rows.map(([key]) => String(key))
}

async function loadWaiting(input: DiffInput): Promise<void> {
  const { database } = input
  await createTextTable(database, 'waiting_texts', [
    'key',
    'state',
    'fingerprint',
    'code',
    'message',
    'waits',
  ])
  const columns = async function* () {
    for await (const page of input.waiting) yield waitingColumns(page)
  }
  await database.appendTexts('waiting_texts', columns())
  await database.run(
    `CREATE OR REPLACE TABLE ${workTable('waiting')} AS
     SELECT * EXCLUDE (waits), waits = 'true' AS is_waiting FROM ${workTable('waiting_texts')}`,
  )
}

function waitingColumns(page: readonly WaitingRecord[]): readonly (readonly string[])[] {
  return [
    page.map(({ key }) => key),
    page.map(({ state }) => state),
    page.map(({ fingerprint }) => fingerprint),
    page.map(({ code }) => code),
    page.map(({ message }) => message),
    page.map(({ isWaiting }) => String(isWaiting)),
  ]
}

async function summarise({ database }: DiffInput): Promise<Omit<Difference, 'isReplaced'>> {
  const [[rowsRead = 0, delivered = 0, duplicates = 0] = []] = await database.rows(
    `SELECT (SELECT count(*) FROM ${stagedTable}), (SELECT count(*) FROM ${snapshotView}),
     (SELECT coalesce(sum(copies), 0)::BIGINT FROM ${duplicatesTable})`,
  )
  const kinds = countsOf(
    await database.rows(
      `SELECT kind, count(*) FROM ${changesTable} WHERE state IS NULL GROUP BY kind`,
    ),
  )
  const states = countsOf(
    await database.rows(`SELECT state, count(*) FROM ${unsentTable} GROUP BY state`),
  )
  const [[planned = 0, accepted = 0] = []] = await database.rows(
    `SELECT (SELECT count(*) FROM ${changesTable} WHERE state IS NULL AND kind <> 'removed')
     + (SELECT count(*) FROM ${unsentTable} WHERE kind <> 'removed'),
     (SELECT count(*) FROM ${changesTable} WHERE state IS NULL AND is_accepted)`,
  )
  const [[hash = ''] = []] = await database.rows(
    // A sum does not depend on the order in which threads meet the rows.
    `SELECT substr(md5(concat(count(*), ':', coalesce(bit_xor(md5_number(concat(kind, key_text, hex(fp)))), 0::UHUGEINT))), 1, 16)
     FROM ${changesTable} WHERE state IS NULL`,
  )
  return {
    rowsRead: Number(rowsRead),
    unchanged: Number(rowsRead) - Number(planned),
    delivered: Number(delivered),
    duplicateKeys: Number(duplicates),
    accepted: Number(accepted),
    counts: {
      added: kinds.get('added') ?? 0,
      changed: kinds.get('changed') ?? 0,
      removed: kinds.get('removed') ?? 0,
    },
    unsentCounts: {
      problem: states.get('problem') ?? 0,
      held: states.get('held') ?? 0,
      rejected: states.get('rejected') ?? 0,
      skipped: states.get('skipped') ?? 0,
    },
    hash: String(hash),
  }
}

function countsOf(rows: readonly (readonly Cell[])[]): ReadonlyMap<string, number> {
  return new Map(rows.map(([name, count]) => [String(name), Number(count)]))
}
