import type { FilePlace, ModelQuery, RevError, Value } from '@revetl/sdk'
import type { ChildLimitOptions } from './child-limits.ts'
import type { InstalledConnector } from './connector.ts'

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
  /** `mirror` only: what happens at the destination when a record leaves the model. */
  readonly onRemove: 'delete' | 'clear'
  /** `append` only: whether a changed record is appended again. */
  readonly onChange: 'append' | 'ignore'
  readonly track: 'row' | 'fields' | 'values'
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
  readonly sources: ReadonlyMap<string, Connection>
  readonly destinations: ReadonlyMap<string, Connection>
  readonly models: ReadonlyMap<string, Model>
  readonly syncs: ReadonlyMap<string, Sync>
  /** Addresses, ranges and hosts that the operator opened besides the public ones. */
  readonly egressAllow: readonly string[]
  /** DuckDB's memory for the local engine, for example `1GB`. */
  readonly memoryMax: string | undefined
  /** What works and is probably not meant, such as a secret that stands in rev.yaml itself. */
  readonly warnings: readonly RevError[]
}
