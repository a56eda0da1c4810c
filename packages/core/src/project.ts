import type { FilePlace, ModelQuery, RevError, Value, ValueType } from '@revetl/sdk'
import type { ChildLimitOptions } from './child-limits.ts'
import type { InstalledConnector } from './connector.ts'
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

/** Where a connector can run: in the process of rev, or in a child of it. */
export const runsIn = ['in-process', 'child'] as const

/** One of the places. */
export type RunIn = (typeof runsIn)[number]

/** A configured source or destination. */
export interface Connection {
  readonly name: string
  readonly kind: 'source' | 'destination'
  readonly connector: InstalledConnector
  /** As the file has it, secret references resolved; the connector's schema checks it when it is opened. */
  readonly config: Readonly<Record<string, unknown>>
  /** Which process runs the connector; absent for the default: a child for what is installed. */
  readonly runIn?: RunIn
  /** What a child of this connection may take, where rev.yaml says so. */
  readonly childLimits?: ChildLimitOptions
  /** Values to mask wherever text leaves the process. */
  readonly secrets: readonly string[]
  readonly place: FilePlace
}

/** A query, table or set of files whose rows are records. */
export interface Model {
  readonly name: string
  readonly source: Connection
  readonly query: ModelQuery
  /** The key columns, where the model itself names them. */
  readonly key: readonly string[] | undefined
  readonly place: FilePlace
  /** The line of the file on which the SQL starts, from 1, so that errors point into the file. */
  readonly sqlLine: number
  /** What its rows are, in the words of who made it. */
  readonly description?: string
  /** What dbt says of it, for a model that dbt builds. */
  readonly dbt?: DbtModel
  /** What has to hold for its rows before a run sends any. */
  readonly contract?: Contract
  /** The models that its SQL refers to, by `{{ ref('name') }}`. */
  readonly refs?: readonly string[]
  /** The models of dbt that are a part of its SQL, however far. */
  readonly dbtParts?: readonly Model[]
  /** The SQL of its own file, where `query` has that of other models before it. */
  readonly ownSql?: string
  /** Which lines of `query` come from which file, in order; all from its own, where it is absent. */
  readonly sqlParts?: readonly SqlPart[]
}

/** Lines of a model's SQL that stand in a file. */
export interface SqlPart {
  /** The first line of the SQL, from 1, and the line of the file that it is. */
  readonly fromLine: number
  readonly file: string
  readonly line: number
}

/** What a model promises. */
export interface Contract {
  readonly columns: readonly ContractColumn[]
  /** The newest value of a column of dates or times, and how old it may be. */
  readonly freshness:
    | { readonly column: string; readonly maxAgeMs: number; readonly place: FilePlace }
    | undefined
  readonly onViolation: 'fail' | 'warn'
}

/** A column that a model has to have. */
export interface ContractColumn {
  readonly name: string
  readonly type: ValueType | undefined
  readonly isNotNull: boolean
  readonly isUnique: boolean
  /** As text; null is accepted too. */
  readonly acceptedValues: readonly string[] | undefined
  readonly place: FilePlace
}

/** A model of a dbt project, as its artifacts describe it. */
export interface DbtModel {
  /** dbt's `unique_id`, such as `model.shop.customers`. */
  readonly id: string
  /** Its relation in the SQL of the warehouse, such as `"shop"."main"."customers"`. */
  readonly relation: string
  readonly columns: readonly DbtColumn[]
  readonly tests: readonly DbtTestInfo[]
  readonly manifest: { readonly generatedAtMs: number; readonly invocationId: string | undefined }
  /** How old the run results may be, in milliseconds. */
  readonly maxAgeMs: number | undefined
  /** What dbt's last command did, read anew; undefined where there is no such file. */
  readonly readRunResults: () => Promise<DbtRunResults | undefined>
}

/** A column as dbt's YAML describes it and, where there is a catalog, as the warehouse types it. */
export interface DbtColumn {
  readonly name: string
  readonly type: string | undefined
  readonly description: string | undefined
}

/** A test or unit test of a dbt model. */
export interface DbtTestInfo {
  readonly id: string
  readonly name: string
}

/** What one command of dbt did. */
export interface DbtRunResults {
  /** `build`, `test`, `run`, `generate` and so on. */
  readonly command: string | undefined
  readonly generatedAtMs: number
  readonly invocationId: string | undefined
  /** By `unique_id`; only of what the command executed. */
  readonly results: ReadonlyMap<string, DbtResult>
}

/** How a model or a test ended. */
export interface DbtResult {
  /** `success`, `error`, `skipped` of a model; `pass`, `fail`, `error`, `warn`, `skipped` of a test. */
  readonly status: string
  /** Rows that a test found. */
  readonly failures: number | undefined
  readonly message: string | undefined
}

/** What a call in a mapping may be; `map/functions` has each one's meaning. */
export const functionNames = [
  'trim',
  'lower',
  'upper',
  'concat',
  'coalesce',
  'default',
  'string',
  'number',
  'integer',
  'boolean',
  'date',
  'time',
  'timestamp',
  'format_date',
  'split',
  'join',
  'json',
  'lookup',
  'replace',
  'substring',
  'sha256',
  'e164',
] as const

/** The name of a mapping function. */
export type FunctionName = (typeof functionNames)[number]

/** Names that a run gives values to. */
export const runVariables = ['run.id', 'run.started_at', 'sync.name'] as const

/** One run variable. */
export type RunVariable = (typeof runVariables)[number]

/** How a value is made. Plain data: nothing of it is code. */
export type Expression =
  | { readonly kind: 'column'; readonly column: string; readonly place: FilePlace }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'variable'; readonly variable: RunVariable }
  /** Text with expressions between; a null in it makes the whole null. */
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  | {
      readonly kind: 'call'
      readonly function: FunctionName
      readonly args: readonly Expression[]
      readonly options: Readonly<Record<string, Value>>
      readonly place: FilePlace
    }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, Expression])[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }

/** One destination field and where its value comes from. */
export interface MappedField {
  readonly field: string
  readonly expression: Expression
  /** `if-empty` and `on-create` need an object that can be looked up. */
  readonly write: 'always' | 'if-empty' | 'on-create'
  /** `omit`: a null is not sent and leaves the destination's value alone. */
  readonly nulls: 'send' | 'omit'
  readonly place: FilePlace
}

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
