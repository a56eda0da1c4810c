import { z } from 'zod'
import { sha256Forms, timestampEpochs } from '../../mapping-functions.ts'
import type { ApplyFile, ExpressionFile } from './mapping-types.ts'

const bareNames = [
  'trim',
  'lower',
  'upper',
  'string',
  'number',
  'integer',
  'boolean',
  'date',
  'time',
  'timestamp',
  'json',
  'sha256',
  'e164',
] as const

const dateFormat = z.string().min(1)
const zone = z
  .string()
  .min(1)
  .meta({
    description: 'A time zone of the IANA database.',
    examples: ['Europe/Stockholm', 'UTC'],
  })

/** One entry of `apply`. */
export function functionOptions(expression: z.ZodType<ExpressionFile>): z.ZodType<ApplyFile> {
  const text = z.string()
  return z.union([
    z.enum(bareNames).meta({ description: 'A function without options.' }),
    z.strictObject({ concat: z.array(expression).min(1) }),
    z.strictObject({ coalesce: z.array(expression).min(1) }),
    z.strictObject({
      default: z.json().meta({ description: 'What stands in for a null.' }),
    }),
    z.strictObject({
      date: dateFormat.meta({ description: 'The format of the text.', examples: ['%d.%m.%Y'] }),
    }),
    z.strictObject({
      time: dateFormat.meta({ description: 'The format of the text.', examples: ['%H.%M'] }),
    }),
    z.strictObject({
      timestamp: z.strictObject({
        format: dateFormat.optional().meta({ examples: ['%d.%m.%Y %H:%M'] }),
        zone: zone.optional(),
        epoch: z.enum(timestampEpochs).optional().meta({
          description: 'The unit of a number that counts since 1970.',
        }),
      }),
    }),
    z.strictObject({
      format_date: dateFormat.meta({ examples: ['%d.%m.%Y'] }),
      zone: zone.optional(),
    }),
    z.strictObject({ split: text.min(1).meta({ description: 'The separator.' }) }),
    z.strictObject({ join: text.meta({ description: 'The separator.' }) }),
    z.strictObject({
      lookup: z.record(text, z.json()).meta({ description: 'Values by text.' }),
      else: z.json().optional().meta({ description: 'For a text that is not in the table.' }),
    }),
    z.strictObject({ replace: z.strictObject({ from: text.min(1), to: text }) }),
    z.strictObject({
      substring: z.strictObject({
        start: z.int().min(1).meta({ description: 'From 1.' }),
        length: z.int().min(0).optional(),
      }),
    }),
    z.strictObject({
      sha256: z.enum(sha256Forms).meta({ description: 'How the text is normalised first.' }),
    }),
    z.strictObject({
      e164: text.regex(/^[A-Z]{2}$/).meta({
        description: 'The country of numbers that are written without one.',
        examples: ['SE'],
      }),
    }),
  ])
}
