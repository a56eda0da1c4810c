import type { SyncDifference } from '../diff-sync.ts'
import type { EngineServices } from '../run-scope.ts'
import { compareInWarehouse } from './compare-in-warehouse.ts'
import type { CompareOptions } from './compare-options.ts'

type PlanOptions = Omit<CompareOptions, 'name' | 'projectPath'> & {
  readonly services: EngineServices
}

/** A difference that nobody runs: its tables are gone when it is there. */
export async function planInWarehouse({
  services,
  ...parts
}: PlanOptions): Promise<SyncDifference> {
  const { session } = parts
  const name = `plan_${services
    .newId()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()}`
  const stage = await session.name('stage', name)
  const prints = await session.name('prints', name)
  try {
    const projectPath = services.project.path
    const { changes } = await compareInWarehouse({ ...parts, name, projectPath })
    return changes
  } finally {
    await session.drop([stage, prints])
  }
}
