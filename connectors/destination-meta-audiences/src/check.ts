import {
  jsonList,
  jsonObject,
  jsonText,
  RevError,
  type CheckResult,
  type Context,
} from '@revetl/sdk'
import { refusedRequest } from './answers/refused-request.ts'
import { percentUsed } from './answers/usage.ts'
import { readAccount, readPermissions } from './client.ts'
import { accountNode, type Config } from './config.ts'

const needed = 'ads_management'

/** Whose ad account it is, which permissions the token lacks, and what is left of the hour. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const response = await readAccount(ctx)
  if (!response.isOk) throw refusedRequest(response, 'read the ad account')
  const { id, name, account_status, tos_accepted } = jsonObject(response.json())
  if (id !== accountNode(ctx.config)) {
    throw new RevError(
      'REV_HTTP_BODY',
      'Failed to read the ad account: Meta names another or none.',
    )
  }
  const scopes = await grantedPermissions(ctx)
  const used = percentUsed(response.headers)
  const title = jsonText(name)
  return {
    account: { id, ...(title === undefined ? {} : { name: title }) },
    scopes,
    ...(used === undefined
      ? {}
      : { quotaLeft: { 'percent of the calls of the hour': 100 - used } }),
    warnings: [
      ...(scopes.includes(needed) ? [] : [`The token lacks the permission ${needed}.`]),
      // https://developers.facebook.com/docs/marketing-api/reference/ad-account (read 2026-11-27)
      ...(account_status === 1 ? [] : ['The ad account is not active.']),
      ...(jsonObject(tos_accepted)['custom_audience_tos'] === 1
        ? []
        : ['The terms for custom audiences are not accepted yet: do so in the Ads Manager.']),
    ],
  }
}

async function grantedPermissions(ctx: Context<Config>): Promise<readonly string[]> {
  const response = await readPermissions(ctx)
  if (!response.isOk) throw refusedRequest(response, 'read the permissions')
  const permissions = jsonList(jsonObject(response.json())['data']).map(jsonObject)
  const granted = permissions.filter(({ status }) => status === 'granted')
  return granted.flatMap(({ permission }) => jsonText(permission) ?? [])
}
