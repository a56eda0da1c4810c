import type { DuckdbQuery, ModelQuery, Column } from '@revetl/sdk'
import type { Simulator } from '../simulator/simulator-options.ts'
import type { WriteCase } from './write-case.ts'

/** Where the system behind a connector was started for one check, and how to reach it. */
export interface TestSystem extends Partial<AsyncDisposable> {
  /** A configuration that works. */
  readonly config: object
  /** The folder against which relative paths count. */
  readonly projectPath?: string
  /** Address ranges to let through besides public ones; default those of the simulator. */
  readonly egressAllow?: readonly string[]
  /** A configuration whose address nobody answers at, where the system is no HTTP simulator. */
  readonly unreachable?: object
  /** A configuration whose credentials are wrong, where they are no marked secrets. */
  readonly wrongCredentials?: object
}

/** An account that signs in by OAuth. */
export interface OAuthVariant {
  readonly config: object
  /** Ends every access token that was given out. */
  readonly expire: () => void
  /** How many access tokens were given out. */
  readonly issued: () => number
  /** Makes the vendor refuse the grant from now on. */
  readonly revoke: () => void
}

/** Objects and fields of an account that come and go. */
export interface SchemaVariant {
  readonly addObject: (name: string) => unknown
  readonly removeObject: (name: string) => unknown
}

/** A vendor, simulated or real, for one check. */
export interface Vendor extends TestSystem {
  readonly simulator?: Simulator
  readonly oauth?: OAuthVariant
  readonly schema?: SchemaVariant
  /** How many records of an object the vendor has, so that none is there twice. */
  readonly count?: (object: string) => number | Promise<number>
  /** How many records of a live run are left. */
  readonly remaining?: () => Promise<number>
}

/** A test system that is not to be had on this machine. */
export interface MissingSystem {
  readonly missing: string
}

/** A configuration and whether the connector takes it. */
export interface ConfigSample {
  readonly name: string
  readonly config: object
  /** Where an issue is reported; absent where the configuration is good. */
  readonly invalidAt?: string
}

interface SharedConformance<System> {
  /** Starts the system; called for each check, which ends it with `[Symbol.asyncDispose]`. */
  readonly start: () => Promise<System | MissingSystem>
  /** The same on a real account, where this machine has one. Whatever it writes carries `runTag`. */
  readonly live?: (runTag: string) => Promise<System | MissingSystem>
  readonly samples?: readonly ConfigSample[]
}

/** How a destination is tried. */
export interface DestinationConformance extends SharedConformance<Vendor> {
  readonly kind: 'destination'
  /** At least one for each operation of each object. */
  readonly cases: readonly WriteCase[]
  /** Hashes of fields that the vendor publishes, with the connector's own function. */
  readonly hashVectors?: readonly {
    readonly input: string
    readonly hash: (text: string) => string
    readonly expected: string
  }[]
}

/** A model and what reading it has to give. */
export interface ModelCase {
  readonly name: string
  readonly model: ModelQuery
  readonly columns: readonly Pick<Column, 'name' | 'type'>[]
  /** Row by row, each value the canonical text of its column's type. */
  readonly rows: readonly (readonly (string | null)[])[]
}

/** A database, a folder or a stream for one check of a source. */
export interface SourceSystem extends TestSystem {
  readonly simulator?: Simulator
  readonly models: readonly ModelCase[]
  /** A model of many rows; its first column counts them. */
  readonly large: { readonly model: ModelQuery; readonly rows: number }
  /** A model without rows. */
  readonly empty?: ModelQuery
  /** Models that must be refused, each with its code. */
  readonly refused?: readonly { readonly model: ModelQuery; readonly code: string }[]
  /** Statements that write, which a source must refuse. */
  readonly writing?: readonly string[]
  /** Commits a change to every row of `large` while it is read. */
  readonly change?: () => Promise<void>
  /** Breaks the read that is under way. */
  readonly breakRead?: () => Promise<void>
  /** A model that fails when part of it was read. */
  readonly failing?: ModelQuery
  /** Runs a query that DuckDB itself reads, for sources that give one. */
  readonly runDuckdb?: (query: DuckdbQuery) => Promise<readonly (readonly (string | null)[])[]>
}

/** How a source is tried. */
export interface SourceConformance extends SharedConformance<SourceSystem> {
  readonly kind: 'source'
}

/** How a connector is tried: the default export of its `test/conformance.config.ts`. */
export type Conformance = DestinationConformance | SourceConformance

/** Describes how a connector is tried; the same for ours and for a stranger's. */
export function defineConformance<const Kind extends Conformance>(conformance: Kind): Kind {
  return conformance
}
