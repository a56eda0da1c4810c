import type { Cache } from '../context.ts'
import type { Value } from '../values.ts'

/** The ids of one object's records by the values of their match fields; it outlives the run. */
export interface IdMap {
  /** @returns one entry for each of `keys`, `undefined` where no id is known. */
  readonly get: (keys: readonly (readonly Value[])[]) => Promise<readonly (string | undefined)[]>
  readonly set: (
    entries: readonly (readonly [key: readonly Value[], id: string])[],
  ) => Promise<void>
  readonly delete: (keys: readonly (readonly Value[])[]) => Promise<void>
}

/**
 * The durable map of an object in the connection's cache: the same that `findThenWrite` keeps, for writes that refer
 * to records of another object.
 */
export function idMap(cache: Cache, object: string, matchOn: readonly string[]): IdMap {
  const nameOf = (key: readonly Value[]) => `id:${object}:${JSON.stringify([matchOn, key])}`
  return {
    get: async (keys) => {
      const names = keys.map(nameOf)
      const known = await cache.get([...new Set(names)])
      return names.map((name) => known.get(name))
    },
    set: (entries) => cache.set(new Map(entries.map(([key, id]) => [nameOf(key), id]))),
    delete: (keys) => cache.delete(keys.map(nameOf)),
  }
}
