import type { SimWorker } from './sim-worker.ts'
import { epochMs } from './virtual-clock.ts'

/** A "come back later" that a worker got, with the time that it named. */
export interface Throttle {
  readonly worker: string
  readonly life: number
  readonly atMs: number
  readonly untilMs: number
}

/** What a throttled answer binds its reader to; nothing where its header is malformed or absent. */
export function throttleOf(
  atMs: number,
  { name, life, skewMs }: SimWorker,
  retryAfter: string | undefined,
): Throttle | undefined {
  if (retryAfter === undefined) return undefined
  const where = { worker: name, life, atMs }
  if (/^\d+$/.test(retryAfter)) return { ...where, untilMs: atMs + Number(retryAfter) * 1000 }
  // The malformed date of the faults has a month that does not exist. A wrong clock misreads every date.
  if (!/^\w{3}, \d{2} [A-Z][a-z]{2} \d{4}/.test(retryAfter) || retryAfter.includes('Foo')) {
    return undefined
  }
  return skewMs === 0 ? { ...where, untilMs: Date.parse(retryAfter) - epochMs } : undefined
}
