import { z } from 'zod'
import { durationPattern } from './durations.ts'

/** One name, or a list of them. */
export const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

/** A length of time such as `10m`. */
export const duration = z
  .string()
  .regex(durationPattern)
  .meta({ examples: ['30s', '10m', '2h'] })
