import { createLimiterRegistry, createMemoryTokenStore, systemClock } from '@revetl/http'
import type { Cache, Logger } from '@revetl/sdk'
import type { HostServices } from './host-services.ts'

/** What is known where there is no project. */
export interface StandaloneOptions {
  readonly projectPath: string
  /** Addresses that requests may reach besides public ones. */
  readonly egressAllow?: readonly string[]
  readonly log?: Logger
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** What a connector needs that runs outside of any project: everything is in memory and ends with the process. */
export function standaloneServices(options: StandaloneOptions): HostServices {
  const { projectPath, egressAllow = [], log = silent } = options
  const random = Math.random
  const caches = new Map<string, Cache>()
  return {
    projectPath,
    egressAllow,
    limiters: createLimiterRegistry({ clock: systemClock, random }),
    tokens: createMemoryTokenStore(),
    clock: systemClock,
    random,
    log,
    patienceMs: undefined,
    transport: undefined,
    cacheOf: (name) => {
      const cache = caches.get(name) ?? memoryCache()
      caches.set(name, cache)
      return cache
    },
    accountOf: async () => undefined,
  }
}

function memoryCache(): Cache {
  const values = new Map<string, string>()
  return {
    get: async (keys) =>
      new Map(keys.flatMap((key) => (values.has(key) ? [[key, values.get(key) ?? '']] : []))),
    set: async (entries) => {
      for (const [key, value] of entries) values.set(key, value)
    },
    delete: async (keys) => {
      for (const key of keys) values.delete(key)
    },
  }
}
