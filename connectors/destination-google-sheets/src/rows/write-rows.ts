import { configError, isRevError, type Batch, type Outcome, type RunContext } from '@revetl/sdk'
import { update } from '../client.ts'
import type { Config } from '../config.ts'
import { refusedRequest } from '../refused-request.ts'
import { columnOf, planColumns, type Columns } from '../tab/columns.ts'
import { inTurn } from '../tab/in-turn.ts'
import { forgetTab } from '../tab/known-tabs.ts'
import { readTab, type Tab } from '../tab/read-tab.ts'
import { expectedRows, outcomesOf, type ExpectedRow } from './expected-rows.ts'
import { planRows } from './plan-rows.ts'
import { readRows } from './read-rows.ts'
import { rowRequests } from './row-requests.ts'
import { rangesToShow, shownKeys } from './shown-rows.ts'

const triesMax = 5

/** Writes or deletes rows that are found by their key, read right before. */
export async function writeRows(
  batch: Batch,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const { name } = batch.object
  if (batch.matchOn.length === 0) {
    throw configError(`Failed to ${batch.operation} rows of ${name}: no column identifies them.`, {
      delivery: 'not-applied',
      hint: 'Name the key column in the sync: `match: [id]`.',
    })
  }
  return inTurn(ctx.config, name, async () => {
    for (let tries = 1; ; tries += 1) {
      const outcomes = await writeOnce(batch, ctx, tries === triesMax)
      if (outcomes !== undefined) return outcomes
    }
  })
}

/** @returns nothing where the write had to wait, so that the rows must be read again. */
async function writeOnce(
  batch: Batch,
  ctx: RunContext<Config>,
  isLastTry: boolean,
): Promise<readonly Outcome[] | undefined> {
  const { name } = batch.object
  const { tab, keys } = await readRows(ctx, name, batch.matchOn)
  const { rows, settled } = planRows(batch, keys, ctx.config)
  if (rows.length === 0) return settled
  const columns = await columnsFor(batch, tab, ctx)
  const target = { sheetId: tab.sheetId, places: columns.places, keyedRows: keys.length }
  const requests = [...columns.requests, ...rowRequests(rows, batch, target, ctx.config)]
  const expected = expectedRows(rows, keys, batch.operation)
  const keyColumns = batch.matchOn.map((field) => columnOf(columns.places, field))
  const shown = rangesToShow(name, keyColumns, expected, keys.length)
  try {
    const response = await update(ctx, requests, shown)
    if (!response.isOk) throw refusedRequest(response, `${batch.operation} rows of ${name}`)
    const keysAfter = shownKeys(response, keyColumns)
    const outcomes = outcomesOf(expected, keysAfter)
    if (keysAfter.size > 0) warnOfMoves(ctx, name, expected, outcomes)
    return [...settled, ...outcomes]
  } catch (error) {
    if (!isLastTry && isRevError(error) && error.delivery === 'throttled') return undefined
    throw error
  } finally {
    if (columns.requests.length > 0) forgetTab(ctx, name)
  }
}

/** Where the fields stand. Before a column is added, the tab is looked at in full: its size may have changed. */
async function columnsFor(batch: Batch, tab: Tab, ctx: RunContext<Config>): Promise<Columns> {
  const isDelete = batch.operation === 'delete'
  const names = isDelete ? batch.matchOn : batch.fields.map((field) => field.name)
  const columns = planColumns(tab, names, ctx.config)
  if (columns.requests.length === 0) return columns
  return planColumns(await readTab(ctx, tab.title), names, ctx.config)
}

/** Google takes no "only if": a row that was moved in the moment between is written all the same, and this tells. */
function warnOfMoves(
  ctx: RunContext<Config>,
  name: string,
  expected: readonly ExpectedRow[],
  outcomes: readonly Outcome[],
): void {
  const moved = expected.filter((_, index) => outcomes[index]?.status === 'unknown')
  const rows = moved.flatMap(({ planned: { row } }) => (row === undefined ? [] : [row + 1]))
  if (rows.length === 0) return
  ctx.log.warn(
    `Rows of ${name} were moved while rev wrote. What stands in row ${rows.slice(0, 20).join(', ')} may be wrong: the version history has it as it was.`,
    { rows: rows.length },
  )
}
