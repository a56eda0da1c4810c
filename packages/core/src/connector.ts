import type { Destination, Manifest, Source } from '@revetl/sdk'

/** Where the code of a connector lies, and how it starts in a process of its own. */
export interface ConnectorCode {
  /** The package's folder, absolute, symbolic links resolved. */
  readonly folder: string
  /** The module to import in Node, absolute. */
  readonly entry?: string | undefined
  /** The program and its arguments, for a connector in another language; started in the folder. */
  readonly command?: readonly string[] | undefined
  /** What the program speaks: rev's own protocol, or Airbyte's for destinations. Default `rev`. */
  readonly protocol?: 'rev' | 'airbyte'
  /** Whether it lies in the workspace or the project and not among installed packages. */
  readonly isLinked: boolean
}

/** An installed connector: its manifest, and its code when somebody asks for it. */
export interface InstalledConnector {
  readonly packageName: string
  readonly version: string
  readonly manifest: Manifest
  /** Absent for one that exists in memory alone. */
  readonly code?: ConnectorCode
  /** Imports the connector's entry. @throws `REV_CONNECTOR_INVALID` or `REV_CONNECTOR_VERSION`. */
  readonly load: () => Promise<Destination | Source>
}

/** Finds connectors for a project; how is the caller's affair. */
export interface ConnectorResolver {
  /**
   * Finds the connector that a project file names by id, package name or path.
   * @throws `REV_CONNECTOR_UNKNOWN` with the nearest known name as a hint.
   */
  resolve(kind: 'source' | 'destination', reference: string): Promise<InstalledConnector>
  /** Every connector that the project has installed. Runs no connector code. */
  list(): Promise<readonly InstalledConnector[]>
}
