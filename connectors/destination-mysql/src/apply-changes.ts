import {
  ok,
  rejected,
  retry,
  skipped,
  type Change,
  type Effect,
  type OperationName,
  type Outcome,
} from '@revetl/sdk'
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import {
  columnOf,
  faultKind,
  isAboutOtherRows,
  rejectCode,
  serverMessage,
  vendorCode,
} from './server-errors.ts'
import { stageName, stagePairs, type Problems, type StageRequest } from './stage.ts'

/** Changes that were staged. */
export interface StagedGroup extends StageRequest {
  readonly operation: OperationName
  readonly problems: Problems
}

interface Applying {
  readonly connection: Connection
  readonly group: StagedGroup
  readonly outcomes: Map<number, Outcome>
  /** Records that a constraint refused which another record may satisfy. */
  refused: number[]
}

/**
 * Applies a staged group in the open transaction: those that are there are changed by one statement, those that are
 * not are added by one. A statement that fails because of a record is taken back by the server as a whole, and is
 * halved until the records at fault are alone.
 * @returns one outcome for each change; they count once the transaction is committed.
 * @throws what is not about a record
 */
export async function applyChanges(
  connection: Connection,
  group: StagedGroup,
): Promise<readonly Outcome[]> {
  const applying: Applying = { connection, group, outcomes: new Map(), refused: [] }
  for (const [n, problem] of group.problems) {
    const change = group.changes[n]
    if (change) applying.outcomes.set(n, rejected(change, problem))
  }
  const open = group.changes.flatMap((_change, n) => (group.problems.has(n) ? [] : [n]))
  await decide(applying, open)
  await retryRefused(applying)
  return group.changes.map((change, n) => applying.outcomes.get(n) ?? lost(change))
}

/** Which rows are there, locked until the commit, and which of them have the same values. */
interface Found extends RowDataPacket {
  // A whole number of 64 bits comes as text.
  readonly n: number | string
  readonly same: number | string
}

async function decide(applying: Applying, open: readonly number[]): Promise<void> {
  const { operation, matchOn } = applying.group
  if (matchOn.length === 0) return write(applying, open, 'created')
  const found = await findRows(applying)
  const there = open.filter((n) => found.has(n))
  const missing = open.filter((n) => !found.has(n))
  const same = there.filter((n) => found.get(n) === true)
  const other = there.filter((n) => found.get(n) !== true)
  switch (operation) {
    case 'create':
      settle(applying, there, (change) => skipped(change, 'exists'))
      return write(applying, missing, 'created')
    case 'delete':
      settle(applying, missing, (change) => ok(change, 'unchanged'))
      return write(applying, there, 'deleted')
    case 'update':
      settle(applying, missing, (change) => skipped(change, 'no-match'))
      break
    default:
      await write(applying, missing, 'created')
  }
  settle(applying, same, (change) => ok(change, 'unchanged'))
  return write(applying, other, 'updated')
}

function settle(
  { group, outcomes }: Applying,
  numbers: readonly number[],
  outcomeOf: (change: Change) => Outcome,
): void {
  for (const n of numbers) {
    const change = group.changes[n]
    if (change) outcomes.set(n, outcomeOf(change))
  }
}

/** @returns by number whether the values are the same, byte by byte. */
async function findRows({ connection, group }: Applying): Promise<ReadonlyMap<number, boolean>> {
  const { table, operation } = group
  // Who may only add rows has no right to lock those that are there.
  const lock = operation === 'create' ? '' : ' for update'
  const { match, set } = stagePairs(group)
  const join = match.map(({ name, value }) => `t.${name} = s.${value}`).join(' and ')
  const same = set.map(
    ({ name, value }) => `cast(t.${name} as binary) <=> cast(s.${value} as binary)`,
  )
  const [rows] = await connection.query<Found[]>(
    `select s.n, ${same.length > 0 ? same.join(' and ') : '1'} as same
      from ${stageName} s join ${table.sql} t on ${join}${lock}`,
  )
  return new Map(rows.map((row) => [Number(row.n), Number(row.same) === 1]))
}

async function write(
  applying: Applying,
  numbers: readonly number[],
  effect: Effect,
): Promise<void> {
  if (numbers.length === 0) return
  const { connection, group } = applying
  try {
    const [done] = await connection.query<ResultSetHeader>(statementFor(group, numbers, effect))
    const isWhole = done.affectedRows >= numbers.length
    settle(applying, numbers, (change) => (isWhole ? ok(change, effect) : notWritten(change)))
  } catch (error) {
    if (faultKind(error) !== 'record') throw error
    const [only] = numbers
    if (numbers.length === 1 && only !== undefined) return refuse(applying, only, error)
    const middle = Math.ceil(numbers.length / 2)
    await write(applying, numbers.slice(0, middle), effect)
    await write(applying, numbers.slice(middle), effect)
  }
}

function statementFor(group: StagedGroup, numbers: readonly number[], effect: Effect): string {
  const { table } = group
  const { all, match, set } = stagePairs(group)
  const only = `s.n in (${numbers.join(',')})`
  const join = match.map(({ name, value }) => `t.${name} = s.${value}`).join(' and ')
  if (effect === 'deleted') {
    return `delete t from ${table.sql} t join ${stageName} s on ${join} where ${only}`
  }
  if (effect === 'updated') {
    const sets = set.map(({ name, value }) => `t.${name} = s.${value}`).join(', ')
    return `update ${table.sql} t join ${stageName} s on ${join} set ${sets} where ${only}`
  }
  const names = all.map(({ name }) => name).join(', ')
  const values = all.map(({ value }) => `s.${value}`).join(', ')
  // A record of no fields is a row of defaults.
  if (all.length === 0)
    return `insert into ${table.sql} () values ${numbers.map(() => '()').join(', ')}`
  return `insert into ${table.sql} (${names}) select ${values} from ${stageName} s where ${only} order by s.n`
}

/** A child may have stood in another half than its parent, a new holder of a value before the old one. */
async function retryRefused(applying: Applying): Promise<void> {
  for (let left = Number.POSITIVE_INFINITY; applying.refused.length < left;) {
    left = applying.refused.length
    const again = applying.refused
    applying.refused = []
    if (again.length > 0) await decide(applying, again)
  }
}

function refuse(applying: Applying, n: number, error: unknown): void {
  const { group } = applying
  const field = columnOf(error)
  settle(applying, [n], (change) =>
    rejected(change, {
      code: rejectCode(error),
      message: serverMessage(error),
      vendorCode: vendorCode(error),
      ...(field !== undefined && group.fields.some(({ name }) => name === field) ? { field } : {}),
    }),
  )
  if (isAboutOtherRows(error)) applying.refused.push(n)
}

/** Another session came in between, or a trigger put other values there. */
function notWritten(change: Change): Outcome {
  return retry(change, {
    message: 'MySQL wrote no row: another session may have changed it.',
  })
}

function lost(change: Change): Outcome {
  return retry(change, { message: 'The record was not reached.' })
}
