import {
  ok,
  rejected,
  retry,
  skipped,
  type Change,
  type OperationName,
  type Outcome,
} from '@revetl/sdk'
import { errorCodeOf } from '@revetl/sdk/sql'
import type { ClientBase } from 'pg'
import { faultKind, rejectCode, serverMessage, textOf } from './server-errors.ts'
import { keep, takeBack } from './transaction.ts'
import type { WriteStatement, WrittenRow } from './write-statement.ts'

/** Changes that one statement writes. */
export interface ChangeGroup {
  readonly operation: OperationName
  readonly statement: WriteStatement
  readonly changes: readonly Change[]
}

interface Applying {
  readonly client: ClientBase
  readonly outcomes: Map<string, Outcome>
  /** Records, one in each group, that a constraint refused which another record may satisfy. */
  readonly refused: ChangeGroup[]
  /** Statements that were kept; tells whether another try could end differently. */
  kept: number
}

/**
 * Applies groups of changes in the open transaction. A statement that fails because of a record is taken back and
 * halved until the records at fault are alone.
 * @returns one outcome for each change; they count once the transaction is committed.
 * @throws what is not about a record
 */
export async function applyChanges(
  client: ClientBase,
  groups: readonly ChangeGroup[],
): Promise<readonly Outcome[]> {
  const applying: Applying = { client, outcomes: new Map(), refused: [], kept: 0 }
  for (const group of groups) await apply(applying, group)
  await retryRefused(applying)
  return [...applying.outcomes.values()]
}

/** A child may have stood in another half than its parent, a new holder of a value before the old one. */
async function retryRefused(applying: Applying): Promise<void> {
  for (let keptBefore = -1; applying.refused.length > 0 && keptBefore < applying.kept;) {
    keptBefore = applying.kept
    const again = applying.refused.splice(0)
    for (const group of again) await apply(applying, group)
  }
}

async function apply(applying: Applying, group: ChangeGroup): Promise<void> {
  const { client, outcomes } = applying
  try {
    const rows = await run(client, group)
    await keep(client)
    applying.kept += rows.some(({ wrote }) => wrote) ? 1 : 0
    for (const [index, change] of group.changes.entries()) {
      outcomes.set(change.id, outcomeOf(change, rows[index], group))
    }
  } catch (error) {
    if (!isDiscard(error) && faultKind(error) !== 'record') throw error
    await takeBack(client)
    if (group.changes.length > 1) {
      for (const half of halve(group)) await apply(applying, half)
    } else {
      await refuse(applying, group, error)
    }
  }
}

function halve(group: ChangeGroup): readonly ChangeGroup[] {
  const middle = Math.ceil(group.changes.length / 2)
  const { changes } = group
  return [
    { ...group, changes: changes.slice(0, middle) },
    { ...group, changes: changes.slice(middle) },
  ]
}

const discarded = Symbol('discarded')

function isDiscard(error: unknown): boolean {
  return error === discarded
}

function isKeptBack({ wrote, problem, created }: WrittenRow): boolean {
  return !wrote && problem === null && created === true
}

/** @returns the rows in the order of the changes. */
async function run(client: ClientBase, { statement, changes }: ChangeGroup): Promise<WrittenRow[]> {
  const { rows } = await client.query<WrittenRow>(statement.sql, [jsonArray(changes)])
  const ordered: WrittenRow[] = []
  for (const row of rows) ordered[row.n - 1] = row
  // Without match fields it is only known whether all rows were written; if not, it is tried in halves.
  if (ordered.some(isKeptBack)) throw discarded
  return ordered
}

function jsonArray(changes: readonly Change[]): string {
  return `[${changes.map(({ json }) => json).join(',')}]`
}

async function refuse(applying: Applying, group: ChangeGroup, error: unknown): Promise<void> {
  const [change] = group.changes
  if (!change) return
  if (isDiscard(error)) {
    applying.outcomes.set(change.id, notWritten(change))
    return
  }
  const field =
    textOf(error, 'column') ?? (await fieldAtFault(applying.client, { group, change, error }))
  const outcome = rejected(change, {
    code: rejectCode(error),
    message: refusalText(error),
    vendorCode: errorCodeOf(error),
    ...(field === undefined ? {} : { field }),
  })
  applying.outcomes.set(change.id, outcome)
  if (['23503', '23505'].includes(errorCodeOf(error))) applying.refused.push(group)
}

/** The server's message with the constraint, which a translated message may not name. */
function refusalText(error: unknown): string {
  const message = serverMessage(error)
  const constraint = textOf(error, 'constraint') ?? ''
  return message.includes(constraint) ? message : `${message} (${constraint})`
}

interface Refusal {
  readonly group: ChangeGroup
  readonly change: Change
  readonly error: unknown
}

/** Which value cannot be converted: the server does not name the column, so each one is read alone. */
async function fieldAtFault(
  client: ClientBase,
  { group, change, error }: Refusal,
): Promise<string | undefined> {
  const isAboutType = errorCodeOf(error).startsWith('22') || textOf(error, 'dataType') !== undefined
  if (!isAboutType) return undefined
  for (const { field, sql } of group.statement.probes) {
    try {
      await client.query(sql, [JSON.stringify([{ [field]: change.fields[field] }])])
    } catch (fault) {
      if (faultKind(fault) !== 'record') throw fault
      await takeBack(client)
      return field
    }
  }
  return undefined
}

function outcomeOf(
  change: Change,
  row: WrittenRow | undefined,
  { operation, statement }: ChangeGroup,
): Outcome {
  if (!row) throw new Error('the statement gave no row for a record')
  if (row.problem !== null) return problemOutcome(change, statement, row.problem)
  if (row.wrote) return writtenOutcome(change, operation, row.created)
  if (operation === 'delete') return row.found ? notWritten(change) : ok(change, 'unchanged')
  if (operation === 'create') return row.found ? skipped(change, 'exists') : notWritten(change)
  if (row.found) return row.same === true ? ok(change, 'unchanged') : notWritten(change)
  return operation === 'update' ? skipped(change, 'no-match') : notWritten(change)
}

function problemOutcome(change: Change, { problems }: WriteStatement, index: number): Outcome {
  const problem = problems[index]
  if (!problem) throw new Error('the statement named a problem that it does not have')
  const { field, code, why } = problem
  const message = field === undefined ? why : `${field} ${why}`
  return rejected(change, { code, message, ...(field === undefined ? {} : { field }) })
}

function writtenOutcome(
  change: Change,
  operation: OperationName,
  created: boolean | null,
): Outcome {
  if (operation === 'delete') return ok(change, 'deleted')
  if (created === null) return ok(change, 'written')
  return ok(change, created ? 'created' : 'updated')
}

/** Neither written nor there as it should be: a trigger keeps rows back, or another transaction came in between. */
function notWritten(change: Change): Outcome {
  return retry(change, {
    message:
      'Postgres wrote no row: a trigger may have kept it back, or another session changed it.',
  })
}
