import { reply, route, type Route } from '@revetl/testkit/simulator'
import { refusal } from './errors.ts'
import { showField, type ObjectMeta } from './metadata.ts'
import type { Org } from './org.ts'
import type { Tokens } from './tokens.ts'

const base = '/services/data/v67.0'

/** What the end points besides the records need. */
export interface AccountApi {
  readonly org: Org
  readonly tokens: Tokens
  readonly limits: () => Readonly<
    Record<string, { readonly Max: number; readonly Remaining: number }>
  >
}

/** Describes, limits and tokens. */
export function accountRoutes({ org, tokens, limits }: AccountApi): readonly Route[] {
  return [
    // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm (read 2026-11-27)
    route('GET', `${base}/sobjects`, () =>
      reply(200, { encoding: 'UTF-8', maxBatchSize: 200, sobjects: org.objects.map(showObject) }),
    ),
    // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm (read 2026-11-27)
    route('GET', `${base}/sobjects/:object/describe`, (_request, { object }) => {
      const meta = org.object(object)
      if (!meta) return refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
      return reply(200, { ...showObject(meta), fields: meta.fields.map(showField) })
    }),
    // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm (read 2026-11-27)
    route('GET', `${base}/limits`, () => reply(200, limits())),
    route('POST', '/services/oauth2/token', ({ text }) => tokens.issue(new URLSearchParams(text))),
  ]
}

function showObject({ name, label, isCustom, isReadOnly = false }: ObjectMeta) {
  return {
    name,
    label,
    labelPlural: `${label}s`,
    custom: isCustom,
    createable: !isReadOnly,
    updateable: !isReadOnly,
    deletable: !isReadOnly,
    queryable: true,
    deprecatedAndHidden: false,
    urls: { describe: `${base}/sobjects/${name}/describe` },
  }
}
