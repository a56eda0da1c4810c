import { reply, type Reply } from '@revetl/testkit/simulator'

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
}

/** An error in Google's form: https://docs.cloud.google.com/apis/design/errors (read 2026-11-27) */
export function refusal(code: number, message: string, reason?: string): Reply {
  const details =
    reason === undefined
      ? {}
      : {
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason,
              domain: 'googleapis.com',
            },
          ],
        }
  return reply(code, { error: { code, message, status: statuses[code], ...details } })
}

/** What ends a request with nothing of it applied. */
export class Refused extends Error {
  readonly code: number

  constructor(message: string, code = 400) {
    super(message)
    this.code = code
  }
}
