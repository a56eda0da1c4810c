import type { Cache } from '@revetl/sdk'

/** A cache that lives as long as the object does; give the same one to two connections to outlive the first. */
export function memoryCache(entries: Iterable<readonly [string, string]> = []): Cache {
  const map = new Map(entries)
  return {
    get: async (keys) =>
      new Map(
        keys.flatMap((key) => {
          const value = map.get(key)
          return value === undefined ? [] : [[key, value]]
        }),
      ),
    set: async (added) => {
      for (const [key, value] of added) map.set(key, value)
    },
    delete: async (keys) => {
      for (const key of keys) map.delete(key)
    },
  }
}
