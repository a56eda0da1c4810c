import { rejected, type Change, type Outcome } from '@revetl/sdk'
import {
  errorCodeOf,
  notWritten,
  retryRefused,
  rowOutcome,
  serverMessage,
  writeInHalves,
  type WriteGroup,
} from '@revetl/sdk/sql'
import type { ClientBase } from 'pg'
import { faultKind, isAboutOtherRows, rejectCode, textOf } from './faults.ts'
import type { Table } from './table.ts'
import { keep, takeBack } from './transaction.ts'
import { readMarks, type ToldRow, type ToldRows } from './told-rows.ts'
import { writeStatement, type WriteStatement } from './write-statement.ts'

/** Changes that one statement writes. */
interface StatementGroup extends WriteGroup<Table> {
  readonly statement: WriteStatement
}

interface Writing {
  readonly client: ClientBase
  readonly outcomes: Map<string, Outcome>
  /** Records, one in each group, that a constraint refused which another record may satisfy. */
  readonly refused: StatementGroup[]
}

/**
 * Writes groups of changes in the open transaction, each by one statement. One that fails because of a record is taken
 * back and halved until the records at fault are alone.
 */
export async function writeChanges(
  client: ClientBase,
  groups: readonly WriteGroup<Table>[],
): Promise<readonly Outcome[]> {
  const writing: Writing = { client, outcomes: new Map(), refused: [] }
  await writeAll(
    writing,
    groups.map((group) => ({ ...group, statement: writeStatement(group) })),
  )
  await retryRefused(writing.refused.splice(0), async (refused) => {
    await writeAll(writing, refused)
    return writing.refused.splice(0)
  })
  return [...writing.outcomes.values()]
}

async function writeAll(writing: Writing, groups: readonly StatementGroup[]): Promise<void> {
  const { client, outcomes } = writing
  for (const group of groups) {
    await writeInHalves(group.changes, {
      write: async (changes) => {
        const rows = await run(client, group.statement, changes)
        await keep(client)
        for (const [index, change] of changes.entries()) {
          outcomes.set(change.id, outcomeOf(change, rows[index], group))
        }
      },
      isAboutRecord: (error) => isDiscard(error) || faultKind(error) === 'record',
      takeBack: () => takeBack(client),
      refuse: (change, error) => refuse(writing, { ...group, changes: [change] }, error),
    })
  }
}

const discarded = Symbol('discarded')

function isDiscard(error: unknown): boolean {
  return error === discarded
}

/** @returns the rows in the order of the changes. */
async function run(
  client: ClientBase,
  { sql }: WriteStatement,
  changes: readonly Change[],
): Promise<readonly ToldRow[]> {
  const array = `[${changes.map(({ json }) => json).join(',')}]`
  const { rows } = await client.query<ToldRows>(sql, [array])
  const [told] = rows
  if (!told) throw new Error('the statement told nothing')
  const written = readMarks(told, changes.length)
  // Without match fields it is only known whether all rows were written; if not, it is tried in halves.
  if (written.some((row) => 'isKeptBack' in row && row.isKeptBack)) throw discarded
  return written
}

async function refuse(writing: Writing, group: StatementGroup, error: unknown): Promise<void> {
  const { client, outcomes, refused } = writing
  const [change] = group.changes
  if (!change) return
  if (isDiscard(error)) {
    outcomes.set(change.id, notWritten(change))
    return
  }
  const field = textOf(error, 'column') ?? (await fieldAtFault(client, { group, change, error }))
  const outcome = rejected(change, {
    code: rejectCode(error),
    message: refusalText(error),
    vendorCode: errorCodeOf(error),
    ...(field === undefined ? {} : { field }),
  })
  outcomes.set(change.id, outcome)
  if (isAboutOtherRows(error)) refused.push(group)
}

/** The server's message with the constraint, which a translated message may not name. */
function refusalText(error: unknown): string {
  const message = serverMessage(error)
  const constraint = textOf(error, 'constraint') ?? ''
  return message.includes(constraint) ? message : `${message} (${constraint})`
}

interface Refusal {
  readonly group: StatementGroup
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
  row: ToldRow | undefined,
  { operation, statement }: StatementGroup,
): Outcome {
  if (!row) throw new Error('the statement gave no row for a record')
  if ('facts' in row) return rowOutcome(change, operation, row.facts)
  const problem = statement.problems[row.problem]
  if (!problem) throw new Error('the statement named a problem that it does not have')
  return rejected(change, problem)
}
