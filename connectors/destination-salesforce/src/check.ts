import { jsonList, jsonObject, jsonText, RevError } from '@revetl/sdk'
import type { CheckResult, Context, ValueRecord } from '@revetl/sdk'
import { refusedRequest } from './answers/refused-request.ts'
import { query, readLimits } from './client.ts'
import type { Config } from './config.ts'

const quotas = {
  'API requests today': 'DailyApiRequests',
  'bulk batches today': 'DailyBulkApiBatches',
} as const
/** Less than this share of a day's quota is worth a warning. */
const scarceShare = 0.1

/** Whose credentials these are, and what is left of the org's day. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const soql = 'SELECT Id, Name, OrganizationType, IsSandbox FROM Organization'
  const [organization, limits] = await Promise.all([query(ctx, soql), readLimits(ctx)])
  if (!organization.isOk) throw refusedRequest(organization, 'check the credentials')
  const [org] = jsonList(jsonObject(organization.json())['records']).map(jsonObject)
  const id = jsonText(org?.['Id'])
  if (org === undefined || id === undefined) {
    throw new RevError('REV_HTTP_BODY', 'Failed to check the credentials: no org is named.')
  }
  // Only users who may view the setup see limits; it is no reason not to write.
  const told = limits.isOk ? jsonObject(limits.json()) : {}
  return {
    account: { id, name: nameOf(org) },
    quotaLeft: Object.fromEntries(
      Object.entries(quotas).flatMap(([name, limit]) => {
        const left = jsonObject(told[limit])['Remaining']
        return typeof left === 'number' ? [[name, left]] : []
      }),
    ),
    warnings: warningsOf(told, limits.isOk),
  }
}

function nameOf(org: ValueRecord): string {
  const kind = [
    jsonText(org['OrganizationType']),
    org['IsSandbox'] === true ? 'sandbox' : undefined,
  ]
  return `${jsonText(org['Name']) ?? 'Salesforce'} (${kind.filter(Boolean).join(', ')})`
}

function warningsOf(limits: ValueRecord, areTold: boolean): readonly string[] {
  if (!areTold)
    return ['The user may not read the limits of the org, so what is left is not known.']
  return Object.entries(quotas).flatMap(([name, limit]) => {
    const { Max: max, Remaining: left } = jsonObject(limits[limit])
    const isScarce = typeof max === 'number' && typeof left === 'number' && left < max * scarceShare
    return isScarce ? [`Of ${max} ${name} ${left} are left.`] : []
  })
}
