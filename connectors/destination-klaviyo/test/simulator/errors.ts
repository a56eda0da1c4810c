import { randomUUID } from 'node:crypto'
import { reply, type Reply } from '@revetl/testkit/simulator'

/** Every answer has a media type of its own. */
export const jsonApi = { 'content-type': 'application/vnd.api+json' }

/** One error in Klaviyo's words. */
export interface Problem {
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly pointer?: string
  readonly parameter?: string
  readonly meta?: object
}

/** What is wrong with a value. */
export const invalid = (detail: string, pointer: string): Problem => ({
  code: 'invalid',
  title: 'Invalid input.',
  detail,
  pointer,
})

/** A refusal: https://developers.klaviyo.com/en/docs/errors_ (read 2026-11-27) */
export function refusal(status: number, ...problems: readonly Problem[]): Reply {
  const errors = problems.map(({ code, title, detail, pointer, parameter, meta = {} }) => ({
    id: randomUUID(),
    status,
    code,
    title,
    detail,
    source: {
      ...(pointer === undefined ? {} : { pointer }),
      ...(parameter === undefined ? {} : { parameter }),
    },
    links: {},
    meta,
  }))
  return reply(status, { errors }, jsonApi)
}

/** A thing that is not there. */
export const notFound = (detail: string): Reply =>
  refusal(404, { code: 'not_found', title: 'Not found.', detail })

/** A scope that the key lacks. */
export const missingScope = (scope: string): Reply =>
  refusal(403, {
    code: 'permission_denied',
    title: 'You do not have permission to perform this action.',
    detail: `The API key specified is missing required scopes: ${scope}`,
    pointer: '/data/',
  })
