import type { Batch, Cache, Clock, HttpResponse, RunContext, ValueRecord } from '../../src/index.ts'
import { parseJson } from '../../src/index.ts'
import { BatchChange, freezeBatch } from '../../src/host.ts'

/** A batch of these records, whose ids are `c0`, `c1`, … */
export function batchOf(records: readonly ValueRecord[], options: Partial<Batch> = {}): Batch {
  return freezeBatch({
    object: { name: 'contacts', fields: {} },
    operation: 'upsert',
    matchOn: ['email'],
    fields: [],
    idempotencyKey: 'key-1',
    attempt: 1,
    changes: records.map(
      (record, index) =>
        new BatchChange({
          id: `c${index}`,
          kind: 'added',
          key: [index],
          json: JSON.stringify(record),
        }),
    ),
    ...options,
  })
}

/** As many records as wanted, `r0@example.com` and so on. */
export function recordsOf(count: number): readonly ValueRecord[] {
  return Array.from({ length: count }, (_, index) => ({ email: `r${index}@example.com` }))
}

/** A clock whose sleeps end at once and move it. */
export function instantClock(): Clock & { readonly slept: readonly number[] } {
  let nowMs = 0
  const slept: number[] = []
  return {
    slept,
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      nowMs += ms
    },
  }
}

/** A durable map that notes what was done to it. */
export function notedCache(entries: Iterable<readonly [string, string]> = []): Cache & {
  readonly entries: Map<string, string>
} {
  const map = new Map(entries)
  return {
    entries: map,
    get: async (keys) => new Map([...map].filter(([key]) => keys.includes(key))),
    set: async (added) => {
      for (const [key, value] of added) map.set(key, value)
    },
    delete: async (keys) => {
      for (const key of keys) map.delete(key)
    },
  }
}

const silent = (): void => {}

const noTraffic = (): never => {
  throw new Error('this test sends nothing')
}

/** A context without network. */
export function contextOf(options: Partial<RunContext> = {}): RunContext {
  return {
    config: {},
    projectPath: '/',
    http: {
      request: noTraffic,
      get: noTraffic,
      post: noTraffic,
      put: noTraffic,
      patch: noTraffic,
      delete: noTraffic,
    },
    fetch: noTraffic,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    signal: new AbortController().signal,
    clock: instantClock(),
    cache: notedCache(),
    run: { id: 'run-1', sync: 'test', startedAt: '2026-01-31T00:00:00Z' },
    ...options,
  }
}

/** An answer as the gateway gives it. */
export function answer(status: number, body: unknown = ''): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    status,
    isOk: status >= 200 && status < 300,
    headers: {},
    bytes: new TextEncoder().encode(text),
    text: () => text,
    json: () => parseJson(text),
  }
}
