import { isRevError, type CheckResult, type Context, type HttpResponse } from '@revetl/sdk'
import { catalogsAnswer, readAnswer, usersAnswer } from './answers.ts'
import { exportUsers, readCatalogs } from './client.ts'
import type { Config } from './config.ts'

/** Whether the key is good, which rights to read it lacks, and what is left of its limits. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const nobody = { external_ids: ['rev-check'], fields_to_export: ['external_id'] }
  const probes = await Promise.all([
    probe('users.export.ids', exportUsers(ctx, nobody), usersAnswer),
    probe('catalogs.get', readCatalogs(ctx), catalogsAnswer),
  ])
  const refusals = probes.flatMap(({ refusal }) => refusal ?? [])
  const [first] = refusals
  // Which status a missing permission has is not documented, so a key that may read nothing counts as a wrong one.
  if (first !== undefined && refusals.length === probes.length) throw first
  return {
    account: { id: await accountOf(ctx.config), name: new URL(ctx.config.endpoint).hostname },
    quotaLeft: Object.fromEntries(probes.flatMap(({ left }) => left)),
    warnings: refusals.map(({ message }) => `The key lacks a permission to read: ${message}`),
  }
}

type Answers = Parameters<typeof readAnswer>[0]

async function probe(permission: string, sending: Promise<HttpResponse>, schema: Answers) {
  try {
    const response = await sending
    readAnswer(schema, response)
    const left = Number(response.headers['x-ratelimit-remaining'] ?? Number.NaN)
    return { left: Number.isFinite(left) ? [[permission, left] as const] : [] }
  } catch (error) {
    if (isRevError(error) && error.delivery === 'auth') return { refusal: error, left: [] }
    throw error
  }
}

/** The API names no workspace; a fingerprint of the key tells one from another, and nothing of the key. */
async function accountOf({ apiKey, endpoint }: Config): Promise<string> {
  const text = new TextEncoder().encode(`${endpoint} ${apiKey}`)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
