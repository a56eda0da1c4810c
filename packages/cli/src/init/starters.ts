/** What a new project begins with for one connector; everything in it is meant to be edited. */
export interface Starter {
  /** The npm package of the connector. */
  readonly packageName: string
  /** The connection in rev.yaml, besides its name and `connector`. */
  readonly config: readonly string[]
  /** Variables for .env.example: name and an example. */
  readonly env: readonly (readonly [string, string])[]
}

/** A starter of a destination. */
export interface DestinationStarter extends Starter {
  readonly object: string
  readonly mode: string
}

/** Sources that `rev init` can begin with; any other connector is a matter of editing. */
export const sourceStarters: Readonly<Record<string, Starter>> = {
  duckdb: { packageName: '@revetl/source-duckdb', config: [], env: [] },
  postgres: {
    packageName: '@revetl/source-postgres',
    config: ['url: ${env:SOURCE_DATABASE_URL}'],
    env: [['SOURCE_DATABASE_URL', 'postgres://reader:password@localhost:5432/warehouse']],
  },
}

/** Destinations that `rev init` can begin with. */
export const destinationStarters: Readonly<Record<string, DestinationStarter>> = {
  file: {
    packageName: '@revetl/destination-file',
    config: ['folder: out'],
    env: [],
    object: 'people.csv',
    mode: 'replace',
  },
  postgres: {
    packageName: '@revetl/destination-postgres',
    config: ['url: ${env:DATABASE_URL}'],
    env: [['DATABASE_URL', 'postgres://writer:password@localhost:5432/app']],
    object: 'people',
    mode: 'upsert',
  },
  hubspot: {
    packageName: '@revetl/destination-hubspot',
    config: ['accessToken: ${env:HUBSPOT_ACCESS_TOKEN}'],
    env: [['HUBSPOT_ACCESS_TOKEN', 'pat-…']],
    object: 'contacts',
    mode: 'upsert',
  },
}
