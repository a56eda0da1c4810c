import type { Destination } from '@revetl/sdk'

/** The text files of a package, by path. */
export type PackageFiles = Readonly<Record<string, string>>

interface FixtureParts {
  /** `P-01` … `P-18`. */
  readonly id: string
  /** What the connectors of the fixture do. */
  readonly does: string
  /** What a host must make of it. */
  readonly promise: string
}

/** Connectors that misbehave in one way. */
export interface HostileConnectors extends FixtureParts {
  readonly kind: 'connectors'
  /** Whether the host's own process survives it, or only one that keeps the connector in a child. */
  readonly contained: 'in-process' | 'in-a-child'
  /** What a package would export by default, made anew for each use: some remember their calls. */
  readonly variants: Readonly<Record<string, () => unknown>>
  /** The variants that only a child contains, where the others can run in process. */
  readonly onlyInChild?: readonly string[]
}

/** Packages that misbehave before their code runs. */
export interface HostilePackages extends FixtureParts {
  readonly kind: 'packages'
  readonly contained: 'at-install'
  readonly variants: Readonly<Record<string, () => PackageFiles>>
}

/** One row of the catalogue of hostile connectors. */
export type HostileFixture = HostileConnectors | HostilePackages

/** What every hostile connector is configured with. */
export interface HostileConfig {
  /** Where its vendor listens: `POST /<operation>` takes a JSON array of records. */
  readonly url: string
  /** A secret that must stay one. */
  readonly token?: string
  /** Where it must never get through to. */
  readonly forbiddenUrl?: string
}

/** A destination with the configuration of the fixtures. */
export type HostileDestination = Destination<HostileConfig>
