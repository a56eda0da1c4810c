import { concurrency, fromHeaders, quota, type Quota } from '@revetl/sdk'
import { apiVersion } from './client.ts'
import type { Config } from './config.ts'

const hourMs = 3_600_000

/** The limits of an org. How many requests a day it may make depends on its licences, so that its answers tell. */
export function salesforceQuotas(
  { instanceUrl }: Config,
  accountId: string | undefined,
): readonly Quota[] {
  const id = `salesforce:${accountId ?? new URL(instanceUrl).hostname}`
  return [
    // 25 requests that take longer than 20 s:
    // https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
    // (read 2026-11-27)
    concurrency({ id: `${id}:concurrent`, max: 25 }),
    // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm (read 2026-11-27)
    // The day rolls: once nothing is left, it is asked again an hour later.
    fromHeaders({
      id: `${id}:daily`,
      headers: { usage: 'sforce-limit-info', usageName: 'api-usage' },
      perMs: hourMs,
      appliesTo: { paths: ['/services/data/'] },
    }),
    // 15,000 batches in 24 hours, of 10,000 records each, and a job of ours is one batch:
    // https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html
    // (read 2026-11-27)
    quota({
      id: `${id}:bulk-batches`,
      requests: 15_000,
      perMs: 24 * hourMs,
      appliesTo: { methods: ['POST'], paths: [`/services/data/v${apiVersion}/jobs/ingest`] },
    }),
  ]
}
