import {
  authError,
  configError,
  isRevError,
  jsonList,
  jsonObject,
  jsonText,
  RevError,
  statusError,
} from '@revetl/sdk'
import type { HttpResponse, ValueRecord } from '@revetl/sdk'
import { meaningOf } from './error-table.ts'

/** What Slack says in a body, which comes with status 200 whatever it says. */
export type Answer =
  | { readonly kind: 'yes'; readonly body: ValueRecord }
  | { readonly kind: 'no'; readonly error: string; readonly message: string }
  /** Neither: not from Slack, or cut. */
  | { readonly kind: 'neither' }

/** Reads an answer with a good status. @throws `REV_HTTP_BODY` where it is not JSON */
export function readAnswer(response: HttpResponse): Answer {
  const body = jsonObject(response.json())
  const error = jsonText(body['error'])
  if (body['ok'] === true && error === undefined) return { kind: 'yes', body }
  if (body['ok'] !== false || error === undefined) return { kind: 'neither' }
  return { kind: 'no', error, message: messageOf(error, body) }
}

/** The error with what Slack says about it: a scope, the place in the blocks. */
function messageOf(error: string, body: ValueRecord): string {
  const { needed, errors, response_metadata: metadata } = body
  const details = [...jsonList(errors), ...jsonList(jsonObject(metadata)['messages'])]
  const texts = details.flatMap((detail) => jsonText(detail) ?? [])
  const scope = jsonText(needed)
  const more = [...(scope === undefined ? [] : [`needed: ${scope}`]), ...new Set(texts)]
  return more.length === 0 ? error : `${error} (${more.join('; ')})`
}

/** The body of a call that only reads and has to succeed. @throws RevError, which leaves no message in doubt */
export async function readCall(request: Promise<HttpResponse>, what: string): Promise<ValueRecord> {
  try {
    const answer = await readCallAnswer(request)
    if (answer.kind === 'yes') return answer.body
    if (answer.kind === 'no') throw refusedCall(answer.error, answer.message, what)
    throw new RevError('REV_HTTP_BODY', `Failed to ${what}: the answer is not one of Slack.`)
  } catch (error) {
    throw unwritten(error)
  }
}

/** The answer to such a call, where a refusal says something. */
export async function readCallAnswer(request: Promise<HttpResponse>): Promise<Answer> {
  const response = await request
  if (!response.isOk) throw statusError(response)
  return readAnswer(response)
}

/** An error of a call that reads: nothing was posted, whatever became of the call. */
function unwritten(error: unknown): unknown {
  if (!isRevError(error)) return error
  const { code, message, delivery, hint } = error
  const isDoubtful = delivery === 'unknown' || delivery === 'rejected' || delivery === undefined
  if (!isDoubtful) return error
  const options = { cause: error, delivery: 'not-applied', ...(hint ? { hint } : {}) } as const
  return new RevError(code, message, options)
}

/** The error for a refusal that is about more than one message. */
export function refusedCall(error: string, message: string, what: string): RevError {
  const text = `Failed to ${what}: Slack answered ${message}.`
  switch (meaningOf(error)) {
    case 'token':
      return authError(text, { hint: 'Give a bot token that is good: it begins with xoxb-.' })
    case 'scope':
      return new RevError('REV_AUTH_SCOPE', text, {
        hint: 'Add the scope to the app under OAuth & Permissions, and install it again.',
        delivery: 'auth',
      })
    case 'place':
      return configError(text, {
        hint: 'Check the name of the channel, and invite the app to it.',
        delivery: 'not-applied',
      })
    case 'throttled':
      return new RevError('REV_HTTP_THROTTLED', text, { delivery: 'throttled' })
    case 'later':
      return new RevError('REV_HTTP_UNAVAILABLE', text, { delivery: 'not-applied' })
    case 'doubt':
      return new RevError('REV_HTTP_STATUS', text, { delivery: 'unknown' })
    default:
      return new RevError('REV_HTTP_STATUS', text, { delivery: 'rejected' })
  }
}
