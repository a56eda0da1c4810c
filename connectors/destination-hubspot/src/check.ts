import {
  jsonList,
  jsonObject,
  jsonText,
  RevError,
  type CheckResult,
  type Context,
  type HttpResponse,
} from '@revetl/sdk'
import { refusedRequest } from './answers/refused-request.ts'
import type { Config } from './config.ts'
import { probeLists, probeObject, readAccount, readDailyUsage } from './account-client.ts'
import { standardObjects } from './discover.ts'

/** Whose credentials these are, what is left of the day, and which objects they do not reach. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const response = await readAccount(ctx)
  if (!response.isOk) throw refusedRequest(response, 'check the credentials')
  const { portalId, uiDomain } = jsonObject(response.json())
  if (typeof portalId !== 'number') {
    throw new RevError(
      'REV_HTTP_BODY',
      'Failed to check the credentials: HubSpot names no account.',
    )
  }
  const [quotaLeft, ...warnings] = await Promise.all([
    readQuotaLeft(ctx),
    ...Object.keys(standardObjects).map((type) => warnOfScope(type, probeObject(ctx, type))),
    warnOfScope('lists', probeLists(ctx)),
  ])
  return {
    account: { id: String(portalId), name: `${portalId} (${jsonText(uiDomain) ?? 'HubSpot'})` },
    quotaLeft,
    warnings: warnings.flat(),
  }
}

/** Only private apps have a daily limit of their own to ask for. */
async function readQuotaLeft(ctx: Context<Config>): Promise<Readonly<Record<string, number>>> {
  if (ctx.config.oauth) return {}
  const response = await readDailyUsage(ctx)
  if (!response.isOk) return {}
  const [usage] = jsonList(jsonObject(response.json())['results']).map(jsonObject)
  const { usageLimit, currentUsage } = usage ?? {}
  if (typeof usageLimit !== 'number' || typeof currentUsage !== 'number') return {}
  return { 'requests today': usageLimit - currentUsage }
}

async function warnOfScope(what: string, probe: Promise<HttpResponse>): Promise<readonly string[]> {
  const response = await probe
  if (response.isOk) return []
  const error = refusedRequest(response, `read ${what}`)
  if (error.code === 'REV_AUTH_SCOPE') return [error.message]
  throw error
}
