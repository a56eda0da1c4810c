import type { CheckResult, Context, HttpResponse } from '@revetl/sdk'
import { accountsAnswer, readAnswer } from './answers.ts'
import { refusedRequest } from './refusals.ts'
import { readAccounts, readLists, readProfiles } from './client.ts'
import type { Config } from './config.ts'

/** Whose key this is, which rights to read it lacks, and what is left of the minute. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const [account] = readAnswer(accountsAnswer, await readAccounts(ctx)).data
  const [profiles, lists] = await Promise.all([
    readProfiles(ctx, { 'page[size]': 1 }),
    readLists(ctx, { 'page[size]': 1 }),
  ])
  return {
    account: {
      id: account.id,
      name: account.attributes.contact_information.organization_name,
    },
    quotaLeft: {
      ...left('reads of profiles this minute', profiles),
      ...left('reads of lists this minute', lists),
    },
    // What may be written shows at the first write only: Klaviyo tells the scopes of a key to nobody.
    warnings: [...warnings(profiles, 'profiles:read'), ...warnings(lists, 'lists:read')],
  }
}

function left(name: string, { headers }: HttpResponse): Readonly<Record<string, number>> {
  const remaining = Number(headers['ratelimit-remaining'] ?? Number.NaN)
  return Number.isFinite(remaining) ? { [name]: remaining } : {}
}

function warnings(response: HttpResponse, scope: string): readonly string[] {
  if (response.isOk) return []
  const error = refusedRequest(response)
  if (error.code !== 'REV_AUTH_SCOPE') throw error
  return [`The key lacks the scope ${scope}: ${error.message}`]
}
