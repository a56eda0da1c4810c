import { isRevError, RevError, vendorReason, type CheckResult, type Context } from '@revetl/sdk'
import { textAt } from './answer/value-at.ts'
import type { HttpConfig } from './config/config.ts'
import { mainHost } from './request/hosts.ts'
import { resolveUrl } from './request/urls.ts'

/** Tries the credentials where the configuration says how, else only whether the host answers. */
export async function check(ctx: Context<HttpConfig>): Promise<CheckResult> {
  return ctx.config.check === undefined ? checkHost(ctx) : checkAccount(ctx, ctx.config.check)
}

async function checkAccount(
  ctx: Context<HttpConfig>,
  probe: NonNullable<HttpConfig['check']>,
): Promise<CheckResult> {
  const { headers, secretHeaders, baseUrl } = ctx.config
  const response = await ctx.http.get(resolveUrl(baseUrl, probe.url), {
    headers: { ...headers, ...secretHeaders },
  })
  if (response.isOk) {
    const path = probe.account?.split('.')
    const id = path === undefined ? undefined : textAt(response.json(), path)
    return { account: { id: id ?? mainHost(ctx.config) } }
  }
  const title = `Failed to check ${probe.url}: ${vendorReason(response).message}`
  throw response.status === 403
    ? new RevError('REV_AUTH_SCOPE', title, { delivery: 'auth' })
    : new RevError('REV_CONFIG_INVALID', title, { hint: 'Check `check.url` and `baseUrl`.' })
}

async function checkHost(ctx: Context<HttpConfig>): Promise<CheckResult> {
  const host = mainHost(ctx.config)
  const { baseUrl, objects } = ctx.config
  const [first] = Object.values(objects).flatMap(({ operations }) => Object.values(operations))
  const url = new URL(resolveUrl(baseUrl, first?.url ?? '/')).origin
  try {
    // HEAD changes nothing by its definition, and without credentials it tells nobody who asks.
    await ctx.http.request({ method: 'HEAD', url: `${url}/`, anonymous: true })
  } catch (error) {
    // Any answer at all shows that the host is there.
    if (!isAnswer(error)) throw error
  }
  return {
    account: { id: host },
    warnings: ['The credentials were not tried: the configuration has no `check`.'],
  }
}

function isAnswer(error: unknown): boolean {
  const answers = ['REV_AUTH_INVALID', 'REV_HTTP_STATUS', 'REV_HTTP_REDIRECT', 'REV_HTTP_THROTTLED']
  return isRevError(error) && error.delivery !== 'not-sent' && answers.includes(error.code)
}
