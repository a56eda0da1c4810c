import { isRevError, jsonObject, jsonText, RevError } from '@revetl/sdk'
import type { CheckResult, Context, HttpResponse } from '@revetl/sdk'
import { listAttributes, probe, readMe } from './client.ts'
import type { Config } from './config.ts'
import { hasType } from './objects/custom-object.ts'
import { refused } from './outcomes.ts'

/** Whose token this is, what is left of the limit, and what the token does not reach. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const response = await readMe(ctx)
  if (!response.isOk) throw refused(response)
  const app = jsonObject(jsonObject(response.json())['app'])
  const id = jsonText(app['id_code'])
  if (id === undefined) {
    throw new RevError('REV_HTTP_BODY', 'Failed to check the token: Intercom names no workspace.')
  }
  const name = jsonText(app['name'])
  const warnings = await Promise.all([
    warnOf(ctx, 'read contacts', () => probe(ctx, 'contacts')),
    warnOf(ctx, 'read companies', () => probe(ctx, 'companies')),
    warnOf(ctx, 'read data attributes', () => listAttributes(ctx, 'contact')),
    ...ctx.config.customObjects.slice(0, 1).map((type) => warnOfType(ctx, type)),
  ])
  return {
    account: { id, ...(name === undefined ? {} : { name }) },
    quotaLeft: quotaLeft(response),
    warnings: [...regionWarning(ctx.config, jsonText(app['region'])), ...warnings.flat()],
  }
}

function quotaLeft({ headers }: HttpResponse): Readonly<Record<string, number>> {
  const left = headers['x-ratelimit-remaining'] ?? ''
  return /^\d{1,9}$/.test(left) ? { 'requests in ten seconds': Number(left) } : {}
}

function regionWarning({ region, baseUrl }: Config, actual: string | undefined): readonly string[] {
  if (baseUrl !== undefined || actual === undefined || actual.toLowerCase() === region) return []
  return [`The workspace is hosted in ${actual}, and the region is ${region}.`]
}

async function warnOf(
  ctx: Context<Config>,
  what: string,
  ask: (ctx: Context<Config>) => Promise<HttpResponse>,
): Promise<readonly string[]> {
  const response = await ask(ctx)
  if (response.isOk) return []
  const error = refused(response)
  if (error.code !== 'REV_AUTH_SCOPE') throw error
  return [`The token lacks the permission to ${what}: ${error.message}`]
}

async function warnOfType(ctx: Context<Config>, type: string): Promise<readonly string[]> {
  try {
    return (await hasType(ctx, type)) ? [] : [`There is no custom object type ${type}.`]
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_AUTH_SCOPE') throw error
    return [`The token lacks the permission to read custom objects: ${error.message}`]
  }
}
