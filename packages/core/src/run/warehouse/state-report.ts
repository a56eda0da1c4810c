import type { Sync } from '../../project.ts'
import type { StateReport } from '../../reports.ts'
import { isInWarehouse } from '../../scratch-tables.ts'
import type { EngineServices } from '../run-scope.ts'
import { snapshotSchema } from './choose-engine.ts'

/** Where it is remembered what a sync delivered. */
export async function stateReport({ ledger }: EngineServices, sync: Sync): Promise<StateReport> {
  const snapshot = await ledger.snapshot(sync.name)
  const isThere = isInWarehouse(snapshot)
  return {
    sync: sync.name,
    place: isThere === undefined ? undefined : isThere ? 'warehouse' : 'local',
    schema: snapshotSchema(snapshot),
    records: snapshot?.records ?? 0,
    track: snapshot?.layout.track,
    parts: (snapshot?.segments ?? []).map(({ file, rows }) => ({ name: file, rows })),
  }
}
