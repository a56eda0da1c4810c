import type { EngineServices } from '../run-scope.ts'
import { compareInWarehouse, type WarehouseComparison } from './compare-in-warehouse.ts'
import type { CompareOptions } from './compare-options.ts'

/** The cache in which the tables of plans under way are noted; no connection can have this name. */
const planScope = '#plan-tables'
// No plan takes so long: its tables were left by one that was killed.
const leftAfterMs = 24 * 60 * 60 * 1000

type PlanOptions = Omit<CompareOptions, 'name' | 'projectPath'> & {
  readonly services: EngineServices
}

interface NotedTable {
  readonly name: string
  readonly at: number
}

/** A difference that nobody runs: its tables are gone when it is there. */
export async function planInWarehouse({
  services,
  session: shared,
  ...parts
}: PlanOptions): Promise<Pick<WarehouseComparison, 'changes' | 'broken'>> {
  // Plans and runs go on side by side, and none may drop the tables of another.
  const session = shared.unlisted()
  const name = `plan_${services
    .newId()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()}`
  const tables = [await session.name('stage', name), await session.name('prints', name)]
  const at = services.clock.now()
  const sync = parts.prepared.sync.name
  const noted = await notedTables(services, sync)
  const left = noted.filter((one) => at - one.at > leftAfterMs).map((one) => one.name)
  await session.drop(left)
  const others = noted.filter((one) => !left.includes(one.name))
  await noteTables(services, sync, [...others, ...tables.map((table) => ({ name: table, at }))])
  const end = async () => {
    await session.drop(tables)
    const still = await notedTables(services, sync)
    await noteTables(
      services,
      sync,
      still.filter((one) => !tables.includes(one.name)),
    )
  }
  try {
    const projectPath = services.project.path
    const compared = await compareInWarehouse({ ...parts, session, name, projectPath })
    await end()
    return compared
  } catch (error) {
    await end().catch(() => 'the first failure is told')
    throw error
  }
}

async function notedTables(
  { ledger }: EngineServices,
  sync: string,
): Promise<readonly NotedTable[]> {
  const found = (await ledger.cacheGet(planScope, [sync])).get(sync)
  return found === undefined ? [] : (JSON.parse(found) as readonly NotedTable[])
}

async function noteTables(
  { ledger }: EngineServices,
  sync: string,
  tables: readonly NotedTable[],
): Promise<void> {
  await ledger.cacheSet(planScope, new Map([[sync, JSON.stringify(tables)]]))
}
