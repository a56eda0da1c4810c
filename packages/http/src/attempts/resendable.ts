import type { Work } from './pipeline.ts'

/** Whether a request reads only, by its method or because the connector says so. */
export function isRead({ request }: Pick<Work, 'request'>): boolean {
  return request.method === 'GET' || request.method === 'HEAD' || request.isRead === true
}

/** Whether the same request may be sent again when nobody knows what became of it. */
export function isResendable(work: Work): boolean {
  const { request, call, prepared } = work
  if (request.resendable !== undefined) return request.resendable
  if (isRead(work) || call.resendable) return true
  const { idempotencyKey } = call
  return (
    idempotencyKey !== undefined &&
    idempotencyKey !== '' &&
    Object.values(prepared.headers).includes(idempotencyKey)
  )
}
