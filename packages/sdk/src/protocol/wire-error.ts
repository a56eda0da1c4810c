import { errorCodes, type ErrorCode } from '../error-codes.ts'
import {
  errorMessage,
  isRevError,
  RevError,
  type DeliveryClass,
  type FilePlace,
} from '../errors.ts'

/** An error as it crosses between two processes: plain data, cut to size, without its cause. */
export interface WireError {
  readonly code?: string | undefined
  readonly message: string
  readonly hint?: string | undefined
  readonly delivery?: DeliveryClass | undefined
  readonly afterMs?: number | undefined
  readonly place?: FilePlace | undefined
}

const textMax = 4096

// A connector that is no TypeScript may throw anything under these names.
function cut(value: unknown): string {
  const text = String(value)
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text
}

/** Anything that was thrown, ready to be sent. Never throws itself. */
export function errorToWire(error: unknown): WireError {
  try {
    if (!isRevError(error)) return { message: errorMessage(error) }
    const { code, message, hint, delivery, afterMs, place } = error
    return {
      code,
      message: cut(message),
      ...(hint === undefined ? {} : { hint: cut(hint) }),
      ...(delivery === undefined ? {} : { delivery }),
      ...(afterMs === undefined ? {} : { afterMs }),
      ...(place === undefined ? {} : { place }),
    }
  } catch {
    return { message: 'an error that cannot be shown' }
  }
}

/** The error that was sent: rev's own where its code is known, a plain one otherwise. */
export function errorFromWire(wire: WireError): Error {
  const { code, message, hint, delivery, afterMs, place } = wire
  if (code === undefined || !Object.hasOwn(errorCodes, code)) return new Error(cut(message))
  return new RevError(code as ErrorCode, cut(message), {
    ...(hint === undefined ? {} : { hint }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(place === undefined
      ? {}
      : { place: { file: place.file, line: place.line, column: place.column } }),
  })
}
