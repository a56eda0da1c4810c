// Error bodies: https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
import { randomUUID } from 'node:crypto'
import { reply, type Reply } from '@revetl/testkit/simulator'

/** One entry of `errors` in a 207. */
export interface RecordError {
  readonly status: 'error'
  readonly category: string
  readonly message: string
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly errors: readonly ErrorDetail[]
  readonly links: Readonly<Record<string, string>>
}

/** What is wrong with one value. */
export interface ErrorDetail {
  readonly message: string
  readonly code?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/** A refusal of the whole request. */
export function refusal(
  status: number,
  category: string,
  message: string,
  more: {
    errors?: readonly ErrorDetail[]
    context?: Readonly<Record<string, readonly string[]>>
  } = {},
): Reply {
  return reply(status, { status: 'error', message, correlationId: randomUUID(), category, ...more })
}

/** A refusal of one record, inside a 207. */
export function recordError(
  category: string,
  message: string,
  context: RecordError['context'],
  errors: readonly ErrorDetail[] = [],
): RecordError {
  return { status: 'error', category, message, context, errors, links: {} }
}

/** What HubSpot says of a token without the scope of an end point. */
export function missingScope(scope: string): Reply {
  return refusal(
    403,
    'MISSING_SCOPES',
    "This app hasn't been granted all required scopes to make this call.",
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: [scope] },
        },
      ],
    },
  )
}

// https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (read 2026-11-22)
/** What HubSpot says when an app or account is over a limit; it names no time to wait. */
export function overLimit(policyName: string): Reply {
  return reply(429, {
    status: 'error',
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    category: 'RATE_LIMITS',
    correlationId: randomUUID(),
    policyName,
  })
}
