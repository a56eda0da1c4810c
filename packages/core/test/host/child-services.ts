import { createLimiterRegistry, createMemoryTokenStore, systemClock } from '@revetl/http'
import type { Cache, Logger } from '@revetl/sdk'
import type { HostServices } from '../../src/host/host-services.ts'

/** A line that the host logged. */
export interface LoggedLine {
  readonly level: keyof Logger
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Host services in memory, with everything that was logged. */
export function memoryServices(more: Partial<HostServices> = {}): {
  readonly services: HostServices
  readonly lines: LoggedLine[]
} {
  const lines: LoggedLine[] = []
  const line =
    (level: keyof Logger): Logger['info'] =>
    (message, details = {}) =>
      void lines.push({ level, message, details })
  const log = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  }
  const caches = new Map<string, Map<string, string>>()
  const services: HostServices = {
    projectPath: import.meta.dirname,
    egressAllow: ['127.0.0.1/32'],
    limiters: createLimiterRegistry({ clock: systemClock, random: Math.random }),
    tokens: createMemoryTokenStore(),
    clock: systemClock,
    random: Math.random,
    log,
    patienceMs: undefined,
    transport: undefined,
    cacheOf: (name) => memoryCache(caches, name),
    accountOf: async () => undefined,
    ...more,
  }
  return { services, lines }
}

function memoryCache(caches: Map<string, Map<string, string>>, name: string): Cache {
  const cache = caches.get(name) ?? new Map<string, string>()
  caches.set(name, cache)
  return {
    get: async (keys) => new Map([...cache].filter(([key]) => keys.includes(key))),
    set: async (entries) => {
      for (const [key, value] of entries) cache.set(key, value)
    },
    delete: async (keys) => {
      for (const key of keys) cache.delete(key)
    },
  }
}
