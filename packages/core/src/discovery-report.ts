import type { DiscoveredTable, FieldDefinition, OperationName } from '@revetl/sdk'
import type { Connection } from './connection.ts'
import type { SyncMode } from './project.ts'

/** What a connection has to offer, as its account sees it. */
export interface DiscoveryReport {
  readonly connection: string
  readonly kind: Connection['kind']
  /** Package and version. */
  readonly connector: string
  /** Of a source: what models can read. */
  readonly tables: readonly DiscoveredTable[]
  /** Of a destination: what syncs can write to. */
  readonly objects: readonly OfferedObject[]
  /** Whether a destination takes objects of any name besides. */
  readonly isOpen: boolean
}

/** An object of a destination, for who writes a sync. */
export interface OfferedObject {
  readonly name: string
  readonly title: string | undefined
  readonly description: string | undefined
  readonly modes: readonly SyncMode[]
  readonly operations: readonly OperationName[]
  /** Sets of fields by which a record is found, best first. */
  readonly matchOn: readonly (readonly string[])[]
  readonly fields: readonly OfferedField[]
  /** Whether fields that are not listed may be written. */
  readonly isOpen: boolean
  /** Whether records can be read back. */
  readonly hasLookup: boolean
}

/** A field of an object. */
export interface OfferedField extends FieldDefinition {
  readonly name: string
}
