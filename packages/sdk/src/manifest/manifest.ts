import type { OperationName } from '../batch.ts'
import type { BatchLimits, OperationDefinition, Vendor } from '../destination.ts'
import type { FieldDefinition } from '../fields.ts'
import type { Permissions } from '../permissions.ts'
import type { PushdownDialect } from '../pushdown.ts'
import type { SourceSql } from '../source-sql.ts'

/** An operation without its code. */
export interface ManifestOperation extends Pick<
  OperationDefinition,
  'matchOn' | 'atomicity' | 'resend' | 'keyLifetimeMs' | 'sends' | 'inFlightMax'
> {
  readonly batch: BatchLimits
  readonly hasSession: boolean
}

/** An object without its code. */
export interface ManifestObject {
  readonly title?: string
  readonly description?: string
  readonly fields: Readonly<Record<string, FieldDefinition>>
  readonly isOpen: boolean
  readonly hasLookup: boolean
  /** How long a lookup may miss a write, in milliseconds; not at all where it is absent. */
  readonly visibleAfterMs?: number
  readonly operations: { readonly [Name in OperationName]?: ManifestOperation }
}

/** The built JSON that describes a connector; reading it runs no code. */
export interface Manifest {
  readonly manifestVersion: 1
  readonly kind: 'source' | 'destination'
  readonly id: string
  readonly apiVersion: number
  readonly title: string
  readonly vendor: Vendor
  /** JSON Schema 2020-12; secrets carry `x-rev-secret`. */
  readonly configSchema: Readonly<Record<string, unknown>>
  /** Whether requests are signed with credentials from the configuration. */
  readonly hasAuth: boolean
  /** Declared hosts, or `config` where the configuration names them. */
  readonly hosts: readonly string[] | 'config'
  /** What it needs besides the gateway; absent for nothing. */
  readonly permissions?: Permissions
  /** Empty for sources. */
  readonly objects: Readonly<Record<string, ManifestObject>>
  readonly dynamicObject?: ManifestObject
  /** Whether a source can be read by DuckDB itself. */
  readonly readsInDuckdb?: boolean
  /** How a condition is added to the SQL of a model. */
  readonly sql?: SourceSql
  /** How a source that can compare inside its database wants its SQL. */
  readonly pushdown?: PushdownDialect
}
