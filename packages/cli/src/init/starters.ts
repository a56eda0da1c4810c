/** What a new project begins with for one connector; everything in it is meant to be edited. */
export interface Starter {
  /** The npm package of the connector. */
  readonly packageName: string
  /** The connection in rev.yaml, besides its name and `connector`. Files of secrets lie in `keys/`, which git ignores. */
  readonly config: readonly string[]
  /** Variables for .env.example: name and an example. */
  readonly env: readonly (readonly [string, string])[]
}

/** A starter of a destination. */
export interface DestinationStarter extends Starter {
  readonly object: string
  readonly mode: string
  /** The mapping of `id`, `name` and `email`. */
  readonly map: readonly string[]
}

/** A connector of ours. */
export const ours = (kind: 'source' | 'destination', id: string): string => `@revetl/${kind}-${id}`
