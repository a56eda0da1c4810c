import { rejected, retry, type Change, type Outcome } from '@revetl/sdk'
import {
  notWritten,
  retryRefused,
  rowOutcome,
  serverMessage,
  writeInHalves,
  type WriteGroup,
} from '@revetl/sdk/sql'
import type { Connection, ResultSetHeader } from 'mysql2/promise'
import { columnOf, faultKind, isAboutOtherRows, rejectCode, vendorCode } from './faults.ts'
import { stageChanges } from './stage.ts'
import { findRows, nextStep, statementFor, type Step } from './staged-statements.ts'
import type { Table } from './table.ts'

interface Writing {
  readonly connection: Connection
  readonly group: WriteGroup<Table>
  /** By the number of the change in its group. */
  readonly outcomes: Map<number, Outcome>
  /** Records that a constraint refused which another record may satisfy. */
  readonly refused: number[]
}

/**
 * Writes groups of changes in the open transaction. Each is staged; then those that are there are changed by one
 * statement, and those that are not are added by one. A statement that fails because of a record is taken back by the
 * server as a whole, and is halved until the records at fault are alone.
 */
export async function writeChanges(
  connection: Connection,
  groups: readonly WriteGroup<Table>[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const group of groups) outcomes.push(...(await writeGroup(connection, group)))
  return outcomes
}

async function writeGroup(
  connection: Connection,
  group: WriteGroup<Table>,
): Promise<readonly Outcome[]> {
  const writing: Writing = { connection, group, outcomes: new Map(), refused: [] }
  const problems = await stageChanges(connection, group)
  for (const [n, problem] of problems) {
    settle(writing, [n], (change) => rejected(change, problem))
  }
  await decide(
    writing,
    group.changes.flatMap((_change, n) => (problems.has(n) ? [] : [n])),
  )
  await retryRefused(writing.refused.splice(0), async (refused) => {
    await decide(writing, refused)
    return writing.refused.splice(0)
  })
  return group.changes.map((change, n) => writing.outcomes.get(n) ?? notReached(change))
}

async function decide(writing: Writing, open: readonly number[]): Promise<void> {
  const { connection, group } = writing
  const { operation, matchOn } = group
  if (matchOn.length === 0) return write(writing, open, 'insert')
  const rows = await findRows(connection, group)
  const numbers: Record<Step, number[]> = { insert: [], update: [], delete: [] }
  for (const n of open) {
    const found = rows.has(n)
    const same = rows.get(n) === true
    const step = nextStep(operation, { found, same })
    if (step !== undefined) numbers[step].push(n)
    else settle(writing, [n], (it) => rowOutcome(it, operation, { wrote: false, found, same }))
  }
  await write(writing, numbers.insert, 'insert')
  await write(writing, numbers.update, 'update')
  await write(writing, numbers.delete, 'delete')
}

function settle(
  { group, outcomes }: Writing,
  numbers: readonly number[],
  outcomeOf: (change: Change) => Outcome,
): void {
  for (const n of numbers) {
    const change = group.changes[n]
    if (change) outcomes.set(n, outcomeOf(change))
  }
}

async function write(writing: Writing, all: readonly number[], step: Step): Promise<void> {
  const { connection, group } = writing
  const row = { wrote: true, created: step === 'insert', found: step !== 'insert' }
  await writeInHalves(all, {
    write: async (numbers) => {
      const sql = statementFor(step, group, numbers)
      const [done] = await connection.query<ResultSetHeader>(sql)
      // Another session came in between, or a trigger put other values there.
      const isWhole = done.affectedRows >= numbers.length
      settle(writing, numbers, (change) =>
        isWhole ? rowOutcome(change, group.operation, row) : notWritten(change),
      )
    },
    isAboutRecord: (error) => faultKind(error) === 'record',
    refuse: (n, error) => refuse(writing, n, error),
  })
}

function refuse(writing: Writing, n: number, error: unknown): void {
  const column = columnOf(error)
  const isField = writing.group.fields.some(({ field }) => field.name === column)
  settle(writing, [n], (change) =>
    rejected(change, {
      code: rejectCode(error),
      message: serverMessage(error),
      vendorCode: vendorCode(error),
      ...(column !== undefined && isField ? { field: column } : {}),
    }),
  )
  if (isAboutOtherRows(error)) writing.refused.push(n)
}

function notReached(change: Change): Outcome {
  return retry(change, { message: 'The record was not reached.' })
}
