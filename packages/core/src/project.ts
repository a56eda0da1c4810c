import type { FilePlace, RevError } from '@revetl/sdk'
import type { Connection } from './connection.ts'
import type { MappedField } from './mapped-field.ts'
import type { Model } from './model.ts'
import type { ReadBackRule } from './read-back-report.ts'

/** What a sync keeps true. */
export const syncModes = [
  'upsert',
  'update',
  'create',
  'mirror',
  'append',
  'replace',
  'audience',
] as const

/** One of the modes. */
export type SyncMode = (typeof syncModes)[number]

/** When a run stops and asks. */
export interface Guard {
  /** Stop when more than this share of the delivered records would be removed … */
  readonly removalsPercentMax: number
  /** … and more than this many. */
  readonly removalsMin: number
  /** Stop when more than this share is rejected … */
  readonly rejectsPercentMax: number
  /** … of at least this many answers. */
  readonly rejectsMin: number
}

/** How a sync is compared inside the source's own database. */
export interface WarehouseDiff {
  /** The schema for scratch tables. */
  readonly schema: string
  /** Whether the local engine takes over where the schema cannot be used and nothing lies there yet. */
  readonly fallsBack: boolean
}

/** How the runs of a sync are logged in its source's own database. */
export interface RunLog {
  /** The schema for the tables of the log. */
  readonly schema: string
  /** How long a run is kept there, in milliseconds. */
  readonly keepMs: number
}

/** The column by which a sync reads only what is new in a model. */
export interface Cursor {
  readonly column: string
  /** How far before the highest value of the last read it reads again: for times, or for whole numbers. */
  readonly lag: { readonly ms: number } | { readonly steps: number }
}

/** Model → object, with a mode and a mapping. */
export interface Sync {
  readonly name: string
  readonly model: Model
  readonly destination: Connection
  readonly object: string
  readonly mode: SyncMode
  readonly key: readonly string[]
  /** Destination fields that identify a record; undefined where the object's own order decides. */
  readonly matchOn: readonly string[] | undefined
  readonly fields: readonly MappedField[]
  /** Every column that no field is mapped from by that name goes under its own name; `fieldsFor` names them. */
  readonly isAllColumns: boolean
  /** What nulls do in the fields of `isAllColumns`. */
  readonly nulls: 'send' | 'omit'
  /** A SQL condition on the model's columns; rows that do not meet it are not records. */
  readonly filter: string | undefined
  /** Set where runs read only rows that are new by a column; absent for all rows. */
  readonly cursor?: Cursor
  /** `mirror` only: what happens at the destination when a record leaves the model. */
  readonly onRemove: 'delete' | 'clear'
  /** `append` only: whether a changed record is appended again. */
  readonly onChange: 'append' | 'ignore'
  readonly track: 'row' | 'fields' | 'values'
  /** Set where the source's own database compares; absent for the local engine. */
  readonly diff?: WarehouseDiff
  /** Set where runs are logged in the source's own database. */
  readonly runLog?: RunLog
  /** Set where runs read back some of what they delivered. */
  readonly verify?: ReadBackRule
  /** `baseline`: what is there at the first run counts as delivered. */
  readonly firstRun: 'send' | 'baseline'
  readonly duplicateKeys: 'fail' | 'reject'
  readonly onAmbiguous: 'retry' | 'reconcile' | 'hold' | undefined
  readonly guard: Guard
  /** Batches under way at once; undefined for the engine's own choice. */
  readonly inFlightMax: number | undefined
  /** Records a batch; undefined for the operation's limit. */
  readonly batchRecordsMax: number | undefined
  /** How long one wait for the destination may be before the run parks, in milliseconds. */
  readonly patienceMs: number
  readonly place: FilePlace
  /** Where the value at a path of the sync's file stands, for later errors: `placeOf('map', 'email')`. */
  readonly placeOf: (...path: readonly (string | number)[]) => FilePlace
}

/** A checked project: every reference resolved, every key known. */
export interface Project {
  readonly name: string
  /** The folder of rev.yaml, absolute. */
  readonly path: string
  /** Where local state lives, absolute. */
  readonly statePath: string
  /** The key that tokens are kept with, in base64 or hex; absent for one in a file beside the state. */
  readonly tokenKey?: string
  readonly sources: ReadonlyMap<string, Connection>
  readonly destinations: ReadonlyMap<string, Connection>
  /** Those of models/, and those of dbt that a sync names. */
  readonly models: ReadonlyMap<string, Model>
  readonly syncs: ReadonlyMap<string, Sync>
  /** Syncs that were left out, and all that is wrong with each; empty in a project that was loaded whole. */
  readonly brokenSyncs: ReadonlyMap<string, RevError>
  /** The dbt project that rev.yaml names. */
  readonly dbt?: {
    /** What a sync may name besides the models of models/. @throws `REV_DBT_ARTIFACT` */
    readonly names: () => Promise<readonly string[]>
    /** @throws `REV_CONFIG_REFERENCE`, `REV_DBT_ARTIFACT` */
    readonly model: (name: string) => Promise<Model>
  }
  /** Addresses, ranges and hosts that the operator opened besides the public ones. */
  readonly egressAllow: readonly string[]
  /** DuckDB's memory for the local engine, for example `1GB`. */
  readonly memoryMax: string | undefined
  /** What works and is probably not meant, such as a secret that stands in rev.yaml itself. */
  readonly warnings: readonly RevError[]
}
