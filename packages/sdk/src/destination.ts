import type { Auth } from './auth.ts'
import type { Batch, OperationName } from './batch.ts'
import type { Context, RunContext } from './context.ts'
import type { FieldDefinition, FieldDefinitions } from './fields.ts'
import type { Outcome } from './outcomes.ts'
import type { Permissions } from './permissions.ts'
import type { Quota } from './quotas.ts'
import type { StandardSchema } from './standard-schema.ts'
import type { Value, ValueRecord } from './values.ts'

/** The version of the contract that this SDK writes; a host refuses one that it does not know. */
export const apiVersion = 1

/** Who makes the system behind a connector, and which version of its API is spoken. */
export interface Vendor {
  readonly name: string
  readonly docs?: string
  readonly api?: { readonly version: string; readonly sunset?: string }
}

/** Which hosts a connector talks to; the gateway lets nothing else out. */
export interface Network<Config> {
  /** Host names, `*.example.com` for any subdomain; a function where the configuration names them. */
  readonly hosts: readonly string[] | ((config: Config) => readonly string[])
}

/** What `check` found out. It must not write. */
export interface CheckResult {
  /** The account that the credentials belong to. */
  readonly account: { readonly id: string; readonly name?: string }
  readonly scopes?: readonly string[]
  /** What is left of each quota that the vendor tells. */
  readonly quotaLeft?: Readonly<Record<string, number>>
  readonly warnings?: readonly string[]
}

/** What the account or the configuration says of an operation; each member wins over the definition's. */
export interface DiscoveredOperation extends Partial<
  Pick<
    OperationDefinition,
    'batch' | 'atomicity' | 'resend' | 'keyLifetimeMs' | 'sends' | 'inFlightMax'
  >
> {
  readonly matchOn?: readonly (readonly string[])[]
}

/** One object as it is in the account right now. */
export interface DiscoveredObject {
  readonly name: string
  readonly title?: string
  readonly fields: Readonly<Record<string, FieldDefinition>>
  /** For dynamic objects: the operations that this one allows, where not all of the definition's. */
  readonly operations?: { readonly [Name in OperationName]?: DiscoveredOperation }
  /** Whether other fields than these may be written too. */
  readonly isOpen?: boolean
}

/** All objects of an account, in a stable order. */
export interface Catalog {
  readonly objects: readonly DiscoveredObject[]
  /** `false` where an object that is not listed cannot be written. Default: what `dynamicObject.isOpen` says. */
  readonly isOpen?: boolean
}

/** What somebody wants to know of an account. */
export interface DiscoverRequest {
  /** The objects that are needed, with all their fields. Others may be left out where each one costs a request. */
  readonly objects: readonly string[]
}

/** The bounds of one request. */
export interface BatchLimits {
  readonly recordsMax: number
  /** Bytes of the changes' JSON, separators included. */
  readonly bytesMax?: number
  /** `matchKey`: no two changes of a batch name the same record of the destination. Default `matchKey`. */
  readonly uniqueBy?: 'matchKey' | 'none'
}

/** A write that becomes visible only as a whole, for files and replaced tables. */
export interface OperationSession<Config> {
  /** Called once before the first batch of a run. */
  readonly open: (info: SessionInfo, ctx: RunContext<Config>) => Promise<void>
  /** Makes everything that was written visible at once. Only then do the outcomes count. */
  readonly commit: (info: SessionInfo, ctx: RunContext<Config>) => Promise<void>
  /** Takes everything back. Called with no `open` before it when an earlier run died. */
  readonly abort: (info: SessionInfo, ctx: RunContext<Config>) => Promise<void>
}

/** What a session is about. */
export interface SessionInfo {
  readonly id: string
  readonly object: Batch['object']
  readonly operation: OperationName
  readonly matchOn: readonly string[]
  readonly fields: Batch['fields']
}

/** One operation of an object. */
export interface OperationDefinition<
  Fields extends FieldDefinitions = FieldDefinitions,
  Config = unknown,
> {
  /** Sets of fields that identify a record, best first. */
  readonly matchOn?: readonly (readonly (keyof Fields & string)[])[]
  readonly batch: BatchLimits
  /**
   * `per-record`: a refused request names the records at fault, or has none applied that it does not name.
   * `all-or-nothing`: a refused request wrote nothing, so the host may bisect it.
   */
  readonly atomicity: 'per-record' | 'all-or-nothing'
  /**
   * Whether a change whose fate is unknown may be sent again. `safe`: the same result · `key`: the vendor honours
   * the idempotency key · `reconcile`: `lookup` tells · `unsafe`: an operator must decide.
   */
  readonly resend: 'safe' | 'key' | 'reconcile' | 'unsafe'
  /** How long the vendor remembers an idempotency key, in milliseconds; for `resend: 'key'`. */
  readonly keyLifetimeMs?: number
  /** `changed`: a record may be sent with its changed fields only. Default `all`. */
  readonly sends?: 'all' | 'changed'
  /** Batches of this operation under way at once, at most. */
  readonly inFlightMax?: number
  readonly session?: OperationSession<Config>
  /** Sends one batch. Returns one outcome for each id, in any order. */
  readonly write: (batch: Batch<Fields>, ctx: RunContext<Config>) => Promise<readonly Outcome[]>
}

/** A record as the destination has it. */
export interface FoundRecord {
  /** The values of the match fields that were asked for. */
  readonly match: ValueRecord
  /** Those that were asked for, null where there is no value; one that cannot be read back is left out. */
  readonly fields: ValueRecord
  readonly remoteId?: string
}

/** What is asked of `lookup`. */
export interface LookupRequest {
  readonly object: Batch['object']
  readonly matchOn: readonly string[]
  /** One entry a record: the values of `matchOn`, in its order. */
  readonly keys: readonly (readonly Value[])[]
  /** The fields whose values are wanted. */
  readonly fields: readonly string[]
}

/** A kind of thing in a destination. */
export interface ObjectDefinition<
  Fields extends FieldDefinitions = FieldDefinitions,
  Config = unknown,
> {
  readonly title?: string
  readonly description?: string
  /** The fields that are known without asking the account. */
  readonly fields: Fields
  /** Whether fields outside `fields` may be written: `discover` names them, or anything goes. Default false. */
  readonly isOpen?: boolean
  /** At least one. */
  readonly operations: {
    readonly [Name in OperationName]?: OperationDefinition<Fields, Config> | undefined
  } & AtLeastOne
  /** Reads records back; a record that is not there is left out. */
  readonly lookup?: (
    request: LookupRequest,
    ctx: RunContext<Config>,
  ) => Promise<readonly FoundRecord[]>
  /**
   * How long `lookup` may miss a write that was applied, in milliseconds; default 0. Before that time is over, that a
   * record is not found does not count as not written.
   */
  readonly visibleAfterMs?: number
}

type AtLeastOne = { [Name in OperationName]: { readonly [Key in Name]: unknown } }[OperationName]

/** Everything about one destination connector. */
export interface DestinationDefinition<Config = unknown> {
  /** Lower case with dashes, unique among destinations. */
  readonly id: string
  readonly apiVersion: typeof apiVersion
  readonly title?: string
  readonly vendor: Vendor
  readonly config: StandardSchema<unknown, Config>
  /** The JSON Schema of `config`, for a schema library that cannot give one. */
  readonly configJsonSchema?: Readonly<Record<string, unknown>>
  /** How the gateway signs requests; `undefined` for not at all. */
  readonly auth?: (config: Config) => Auth | undefined
  readonly network: Network<Config>
  /** What the connector needs besides the gateway; default nothing. */
  readonly permissions?: Permissions
  /** The limits of the account, known only after `check` where the vendor counts by account. */
  readonly quotas?: (
    config: Config,
    account: CheckResult['account'] | undefined,
  ) => readonly Quota[]
  /** Tries the credentials. Must not write. */
  readonly check: (ctx: Context<Config>) => Promise<CheckResult>
  /** Lists what can be written: everything, unless a request names what is needed. Must not write. */
  readonly discover: (ctx: Context<Config>, request?: DiscoverRequest) => Promise<Catalog>
  // `any` is the only type that every field map fits in both directions; `object` has checked each by then.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly objects: { readonly [name: string]: ObjectDefinition<any, Config> }
  /** Serves every object that `discover` names and `objects` does not: custom objects, tables. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly dynamicObject?: ObjectDefinition<any, Config>
  /** Closes what the connector opened for a connection. Called once, also after a failed call. */
  readonly close?: (ctx: Context<Config>) => Promise<void>
}

/** A destination that `defineDestination` has checked. */
export interface Destination<Config = unknown> extends DestinationDefinition<Config> {
  readonly kind: 'destination'
}

/**
 * Describes an object. Changes and match fields are typed by its `fields`, `ctx.config` by the schema, which is
 * taken for its type alone.
 */
export function object<Config, const Fields extends FieldDefinitions>(
  _config: StandardSchema<unknown, Config>,
  definition: ObjectDefinition<Fields, Config>,
): ObjectDefinition<Fields, Config> {
  return definition
}

/** Describes a destination: the default export of its package. */
export function defineDestination<Config>(
  definition: DestinationDefinition<Config>,
): Destination<Config> {
  return { ...definition, kind: 'destination' }
}
