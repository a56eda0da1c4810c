import { errorCodes, errorMessage, isRevError, RevError, type FilePlace } from '@revetl/sdk'
import type { Connection } from '../connection.ts'
import { redactThrown } from './redact-thrown.ts'

/** An error about credentials or the network with the place of its connection, which is where it is mended. */
export function locateError(error: unknown, { place }: Connection): unknown {
  if (!isRevError(error)) return error
  // Branded as ours, and of no code that anybody here knows: what it claims is worth nothing.
  if (!Object.hasOwn(errorCodes, error.code)) return new Error(errorMessage(error))
  return /^REV_(AUTH|NETWORK|HTTP)_/.test(error.code) ? withPlace(error, place) : error
}

/** An error with a place, where it has none. */
export function withPlace(error: RevError, place: FilePlace): RevError {
  if (error.place !== undefined) return error
  const { code, message, cause, hint, delivery, afterMs, others } = error
  return new RevError(code, message, {
    place,
    cause,
    others,
    ...(hint === undefined ? {} : { hint }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(afterMs === undefined ? {} : { afterMs }),
  })
}

/** Runs a call of a connection, and locates and masks what it throws. */
export async function located<Result>(
  connection: Connection,
  redact: (text: string) => string,
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw locateError(redactThrown(error, redact), connection)
  }
}
