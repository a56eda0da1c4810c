import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

// https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis (read 2026-11-27)
const hosts = {
  us: 'https://api.intercom.io',
  eu: 'https://api.eu.intercom.io',
  au: 'https://api.au.intercom.io',
} as const

/** The configuration of an Intercom connection. */
export const config = z.object({
  accessToken: annotate(secret(z.string().min(1)), {
    title: 'Access token',
    description: 'Access token of an app in the Developer Hub, under Configure > Authentication.',
  }),
  region: annotate(z.enum(['us', 'eu', 'au']), {
    title: 'Region',
    description: 'Where the data of the workspace is hosted.',
  }).default('us'),
  contactDeletes: annotate(z.enum(['archive', 'permanent']), {
    title: 'Deletes of contacts',
    description:
      'Whether deleted contacts and leads are archived, which can be undone, or erased for good.',
  }).default('archive'),
  archivedContacts: annotate(z.enum(['unarchive', 'reject']), {
    title: 'Archived contacts',
    description:
      'What an upsert does with a contact that is archived: bring it back, or reject it.',
  }).default('unarchive'),
  customObjects: annotate(z.array(z.string().min(1)), {
    title: 'Custom objects',
    description:
      'Identifiers of custom object types to list in the catalog; Intercom lists none itself.',
  }).default([]),
  baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Base URL',
    description: 'Where the API is, for a proxy or a simulator; default the host of the region.',
  }).optional(),
})

/** A checked configuration. */
export type Config = z.output<typeof config>

/** Where the API is, without a slash at its end. */
export function apiUrl({ baseUrl, region }: Config): string {
  return (baseUrl ?? hosts[region]).replace(/\/$/, '')
}
