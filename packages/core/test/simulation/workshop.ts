import type { Destination } from '@revetl/sdk'
import type { Ledger } from '../../src/ledger.ts'
import type { LocalDatabase } from '../../src/local-database.ts'
import { Goals } from './goals.ts'
import { InstancePool } from './instance-pool.ts'
import { useInstantTimers } from './instant-timers.ts'
import { SnapshotInspector } from './snapshot-inspector.ts'

/** Wraps the ports of an engine so that it no longer keeps its word, to see that this is noticed. */
export interface Breakage {
  readonly ledger?: (ledger: Ledger) => Ledger
  readonly destination?: (definition: Destination) => Destination
  readonly database?: (database: LocalDatabase) => LocalDatabase
}

/** What the worlds of one process share, because it is dear to make. */
export interface Workshop {
  readonly pool: InstancePool
  readonly inspector: SnapshotInspector
  readonly goals: Goals
  readonly breakage?: Breakage
}

/** Makes a workshop. */
export function openWorkshop(breakage?: Breakage): Workshop & Disposable {
  const pool = new InstancePool()
  const inspector = new SnapshotInspector()
  const timers = useInstantTimers()
  return {
    pool,
    inspector,
    goals: new Goals(),
    ...(breakage === undefined ? {} : { breakage }),
    [Symbol.dispose]() {
      pool[Symbol.dispose]()
      inspector[Symbol.dispose]()
      timers[Symbol.dispose]()
    },
  }
}
