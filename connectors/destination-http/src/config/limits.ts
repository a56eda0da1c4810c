import { annotate, concurrency, fromHeaders, type Quota } from '@revetl/sdk'
import { z } from 'zod'

const windowSchema = z.strictObject({
  max: z
    .int()
    .min(1)
    .meta({ title: 'Maximum', description: 'Units in any window of that length.' }),
  perMs: annotate(z.int().min(1), {
    title: 'Window',
    description: 'The length of the sliding window.',
    unit: 'milliseconds',
  }),
  unit: z
    .enum(['requests', 'records', 'bytes'])
    .default('requests')
    .meta({ title: 'Unit', description: 'What is counted.' }),
})

const headerName = (title: string, description: string) =>
  z.string().toLowerCase().min(1).meta({ title, description })

const headersSchema = z.union([
  z.literal('draft').meta({ title: 'RateLimit and RateLimit-Policy of the IETF draft' }),
  z.strictObject({
    remaining: headerName('Remaining', 'The header that says how many requests are left.'),
    limit: headerName('Limit', 'The header that says how many there are in all.').optional(),
    reset: headerName('Reset', 'The header that says when there are all again.').optional(),
    resetUnit: z.enum(['epoch-s', 'epoch-ms', 'delta-s', 'delta-ms']).optional().meta({
      title: 'Reset unit',
      description: 'What the reset header counts: a moment or a wait, in seconds or milliseconds.',
    }),
    perMs: annotate(z.int().min(1), {
      title: 'Window',
      description: 'The length of the window where no header tells it.',
      unit: 'milliseconds',
    }).optional(),
  }),
])

/** What the API allows. */
export const limitsSchema = z
  .strictObject({
    windows: z.array(windowSchema).default([]).meta({
      title: 'Windows',
      description: 'Sliding windows, all of which hold at once.',
    }),
    concurrency: z.int().min(1).default(8).meta({
      title: 'Concurrency',
      description: 'Requests under way at once, at most.',
    }),
    headers: headersSchema.optional().meta({
      title: 'Limit headers',
      description: 'Headers of the answers that tell what is left.',
    }),
    account: z.string().min(1).optional().meta({
      title: 'Account',
      description:
        'What the API counts by. Connections with the same account share the limits. Default: the host.',
    }),
  })
  .meta({ title: 'Limits', description: 'What the API allows; rev never knowingly exceeds it.' })

/** The configured limits as the gateway keeps them. */
export function toQuotas(limits: z.output<typeof limitsSchema>, host: string): readonly Quota[] {
  const id = `http:${limits.account ?? host}`
  return [
    ...limits.windows.map((window): Quota => ({ kind: 'window', id, ...window })),
    concurrency({ id, max: limits.concurrency }),
    ...headerQuota(limits.headers, id),
  ]
}

function headerQuota(
  headers: z.output<typeof limitsSchema>['headers'],
  id: string,
): readonly Quota[] {
  if (headers === undefined) return []
  if (headers === 'draft') return [fromHeaders({ id, headers })]
  const { remaining, limit, reset, resetUnit, perMs } = headers
  return [
    fromHeaders({
      id,
      headers: {
        remaining,
        ...(limit === undefined ? {} : { limit }),
        ...(reset === undefined ? {} : { reset }),
        ...(resetUnit === undefined ? {} : { resetUnit }),
      },
      ...(perMs === undefined ? {} : { perMs }),
    }),
  ]
}
