import type { GatewayCall } from '@revetl/http'
import type { CallScope } from '../../open-connections.ts'

/** What the requests of a call may do. */
export function gatewayCall(scope: CallScope, onSend?: () => void): GatewayCall {
  const { signal, isResendable, isReadOnly, idempotencyKey, records, beforeSend, onDoubt } = scope
  const onFirstByte =
    beforeSend === undefined && onSend === undefined
      ? undefined
      : () => {
          beforeSend?.()
          onSend?.()
        }
  return {
    signal,
    resendable: isResendable,
    ...(isReadOnly === true ? { readOnly: true } : {}),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(records === undefined ? {} : { records }),
    ...(onFirstByte === undefined ? {} : { onSend: onFirstByte }),
    ...(onDoubt === undefined ? {} : { onDoubt }),
  }
}

/** What the requests of a call that only reads may do. */
export function readingCall(signal: AbortSignal): GatewayCall {
  return { signal, resendable: true, readOnly: true }
}
