import type { WarehouseStage } from '../../diff/warehouse/stage-sql.ts'
import { workTable } from '../../local-database.ts'
import { castFromText, loadTexts, stagedColumns, type Stage } from '../../read/stage.ts'
import { quoteName } from '../../sql.ts'
import type { CompareOptions } from '../warehouse/compare-options.ts'
import { checkContract } from './check-contract.ts'
import { findChecked } from './checked-columns.ts'
import { freshnessColumn } from './contract-rules.ts'
import { newestTextsSql, suspectsSql } from './suspects-sql.ts'

/**
 * Checks the contract of a model that is staged in a warehouse: the warehouse finds the rows that can break it, the local
 * engine decides.
 * @returns notes on what is broken and only warns
 * @throws `REV_MODEL_CONTRACT`
 */
export async function checkStagedContract(
  options: CompareOptions,
  staged: WarehouseStage,
): Promise<readonly string[]> {
  const { database, now: nowMs } = options
  const { sync } = options.prepared
  const { contract } = sync.model
  if (contract === undefined) return []
  const stage = await loadSuspects(options, staged, suspectsSql(staged, contract))
  const time = freshnessColumn(contract, stage.columns)
  const times = time && (await loadTimes(options, staged, time.name))
  return checkContract({ ...sync, stage, database, nowMs, ...(times ? { times } : {}) })
}

async function loadSuspects(
  { session, database }: CompareOptions,
  { checked }: WarehouseStage,
  select: string | undefined,
): Promise<Stage> {
  const { stagedForm, signal } = session
  const table = 'contract_rows'
  if (select !== undefined) {
    await loadTexts(await session.read(select), { database, table, signal })
  }
  const list = checked.map(({ column, name }) => {
    const sql = select === undefined ? 'NULL' : castFromText({ ...column, name }, stagedForm)
    return `${sql} AS ${quoteName(column.name)}`
  })
  const from = select === undefined ? 'WHERE false' : `FROM ${workTable(table)}`
  return {
    select: `SELECT ${list.join(', ')} ${from}`,
    columns: stagedColumns(
      checked.map(({ column }) => column),
      stagedForm,
    ),
  }
}

/** @returns a SELECT of a few times, among them the newest */
async function loadTimes(
  { session, database }: CompareOptions,
  staged: WarehouseStage,
  column: string,
): Promise<string> {
  const table = 'contract_times'
  const { signal } = session
  const { name = 'w0' } = findChecked(staged.checked, column) ?? {}
  const [some, all] = newestTextsSql(staged, name)
  const times = `SELECT ${name} AS ${quoteName(column)} FROM ${workTable(table)} WHERE ${name} IS NOT NULL`
  await loadTexts(await session.read(some), { database, table, signal })
  const [[isOdd = false] = []] = await database.rows(
    `SELECT count(*) > count(try_cast(replace(${name}, 'Z', '') AS TIMESTAMP)) FROM (${times}) t(${name})`,
  )
  if (isOdd === true) await loadTexts(await session.read(all), { database, table, signal })
  return times
}
