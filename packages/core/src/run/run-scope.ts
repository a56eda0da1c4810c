import type { Clock, Logger, RunInfo } from '@revetl/sdk'
import type { RunOptions } from '../engine.ts'
import type { HostServices } from '../host/host-services.ts'
import type { Lease, Ledger } from '../ledger.ts'
import type { LocalDatabase } from '../local-database.ts'
import type { OpenDestination, OpenSource } from '../open-connections.ts'
import type { Project, Sync } from '../project.ts'
import type { RunProgress } from '../reports.ts'
import type { StatePaths } from './state-paths.ts'

/** What every run of a project shares. */
export interface EngineServices {
  readonly project: Project
  readonly ledger: Ledger
  readonly paths: StatePaths
  readonly host: HostServices
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  /** A new unique id. */
  readonly newId: () => string
  readonly openDatabase: typeof LocalDatabase.open
}

/** One run under way: its parts, opened. */
export interface RunScope {
  readonly services: EngineServices
  readonly sync: Sync
  readonly info: RunInfo
  readonly options: RunOptions
  readonly lease: Lease
  /** Throws where somebody else may have the lease by now. */
  readonly assertLease: () => void
  /** The number of the run in the ledger. */
  readonly run: number
  readonly signal: AbortSignal
  readonly database: LocalDatabase
  readonly source: OpenSource
  readonly destination: OpenDestination
  readonly progress: (phase: RunProgress['phase'], more?: Partial<RunProgress>) => void
}
