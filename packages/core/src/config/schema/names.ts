import { z } from 'zod'

/** What a source, destination, model or sync may be called: it becomes a file name and a column of reports. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** One name, or a list of them. */
export const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

const durationUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const durationPattern = /^(\d{1,9})(ms|s|m|h|d)$/

/** A length of time such as `10m`. */
export const duration = z
  .string()
  .regex(durationPattern)
  .meta({ examples: ['30s', '10m', '2h'] })

/** Milliseconds of a text that `duration` allows. */
export function durationMs(text: string): number {
  const [, digits = '0', unit = 'ms'] = durationPattern.exec(text) ?? []
  return Number(digits) * durationUnits[unit as keyof typeof durationUnits]
}
