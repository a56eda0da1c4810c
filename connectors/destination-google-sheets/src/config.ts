import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'
import { isServiceAccountKey } from './service-account.ts'

const oauth = z.object({
  clientId: annotate(z.string().min(1), {
    title: 'Client id',
    description: 'Client id of an OAuth client of the type desktop app.',
  }),
  clientSecret: annotate(secret(z.string().min(1)), {
    title: 'Client secret',
    description: 'Client secret of the OAuth client.',
  }),
  refreshToken: annotate(secret(z.string().min(1)), {
    title: 'Refresh token',
    description: 'Refresh token of the person in whose name rev writes; else `rev auth login`.',
  }).optional(),
})

const requestsPerMinute = (whose: string, usual: number) =>
  annotate(z.int().min(1), {
    title: `Requests of the ${whose}`,
    description: `Reads, and as many writes, that the ${whose} may send a minute; more where Google has raised the quota.`,
    unit: 'requests/min',
  }).default(usual)

/** The configuration of one spreadsheet. */
export const config = z
  .object({
    spreadsheet: annotate(
      z
        .string()
        .regex(/^(https:\/\/docs\.google\.com\/spreadsheets\/(u\/\d+\/)?d\/[\w-]+.*|[\w-]+)$/),
      {
        title: 'Spreadsheet',
        description: 'Its address in the browser, or the id in it.',
      },
    ),
    serviceAccountKey: annotate(
      secret(z.string().refine(isServiceAccountKey, 'Expected the text of a JSON key file')),
      {
        title: 'Service account key',
        description: 'The text of the JSON key of a service account; or give `oauth` instead.',
      },
    ).optional(),
    oauth: annotate(oauth, {
      title: 'OAuth',
      description: 'A person’s own access, where there is no service account.',
    }).optional(),
    createTabs: annotate(z.boolean(), {
      title: 'Create tabs',
      description: 'Whether a tab that is not there is made.',
    }).default(false),
    addColumns: annotate(z.boolean(), {
      title: 'Add columns',
      description: 'Whether a mapped field without a column gets one, behind the last header.',
    }).default(true),
    formulaColumns: annotate(z.array(z.string().min(1)), {
      title: 'Formula columns',
      description: 'Columns whose texts become formulas where they begin with an equals sign.',
    }).default([]),
    dates: annotate(z.enum(['text', 'serial']), {
      title: 'Dates',
      description:
        'text: exactly as they come. serial: dates of Sheets, times in UTC to the millisecond.',
    }).default('text'),
    userRequestsPerMinute: requestsPerMinute('user', 60),
    projectRequestsPerMinute: requestsPerMinute('project', 300),
    baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
      title: 'Base URL',
      description: 'Where the API is, for a proxy or a simulator.',
    }).default('https://sheets.googleapis.com'),
    tokenUrl: annotate(z.url({ protocol: /^https?$/ }), {
      title: 'Token URL',
      description: 'Where access tokens are given out, for a proxy or a simulator.',
    }).default('https://oauth2.googleapis.com/token'),
  })
  .refine((one) => (one.serviceAccountKey === undefined) !== (one.oauth === undefined), {
    message: 'Expected either serviceAccountKey or oauth.',
    path: ['serviceAccountKey'],
  })

/** A checked configuration. */
export type Config = z.output<typeof config>

/** The id of the spreadsheet, out of its address where that was given. */
export function spreadsheetId({ spreadsheet }: Pick<Config, 'spreadsheet'>): string {
  // https://developers.google.com/workspace/sheets/api/guides/concepts (read 2026-11-27)
  return /\/spreadsheets\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(spreadsheet)?.[1] ?? spreadsheet
}
