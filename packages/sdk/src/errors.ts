import { errorCodes, type ErrorCode, type ErrorKind } from './error-codes.ts'

const revErrorBrand = Symbol.for('revetl.RevError')

/**
 * What became of a request that failed, seen from the changes it carried. `not-sent` and `not-applied`: certainly
 * nothing, and another try may succeed · `rejected`: nothing, because of the content, so the host sends parts of the
 * batch and rejects a change that is at fault alone · `throttled`: nothing, come back later · `auth`: nothing, the
 * credentials were refused · `too-large`: nothing, smaller requests may pass · `unknown`: nobody can tell.
 */
export type DeliveryClass =
  | 'not-sent'
  | 'not-applied'
  | 'rejected'
  | 'throttled'
  | 'auth'
  | 'too-large'
  | 'unknown'

/** A place in a project file; lines and columns count from 1. */
export interface FilePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The parts of a `RevError` besides its code and message. */
export interface RevErrorOptions {
  readonly cause?: unknown
  /** What to do next, in one sentence. */
  readonly hint?: string
  readonly place?: FilePlace
  /** What became of the changes that were under way; absent when the error is not about a request. */
  readonly delivery?: DeliveryClass
  /** How long to wait before the next try, in milliseconds. */
  readonly afterMs?: number
  /** Further errors of the same kind, for example every bad key of a file. */
  readonly others?: readonly RevError[]
}

/** The one error of rev: a stable code, a message that says what failed and why, and a hint that says what to do. */
export class RevError extends Error {
  readonly [revErrorBrand] = true
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly place: FilePlace | undefined
  readonly delivery: DeliveryClass | undefined
  readonly afterMs: number | undefined
  readonly others: readonly RevError[]

  constructor(code: ErrorCode, message: string, options: RevErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'RevError'
    this.code = code
    this.hint = options.hint
    this.place = options.place
    this.delivery = options.delivery
    this.afterMs = options.afterMs
    this.others = options.others ?? []
  }

  /** The kind of the code, which decides the exit code. */
  get kind(): ErrorKind {
    return errorCodes[this.code].kind
  }
}

/** Whether something is a `RevError`, from whichever copy of the SDK. */
export function isRevError(error: unknown): error is RevError {
  try {
    return typeof error === 'object' && error !== null && revErrorBrand in error
  } catch {
    // A proxy that refuses the question is nobody's error but its own.
    return false
  }
}

/** The credentials were refused: the connection is paused and its records stay pending. */
export function authError(
  message: string,
  options: Omit<RevErrorOptions, 'delivery'> = {},
): RevError {
  return new RevError('REV_AUTH_INVALID', message, { ...options, delivery: 'auth' })
}

/** The configuration cannot work: the run ends. */
export function configError(message: string, options: RevErrorOptions = {}): RevError {
  return new RevError('REV_CONFIG_INVALID', message, options)
}

/** The message of anything that was thrown, cut to 4 kB. */
export function errorMessage(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error)
    return text.length > 4096 ? `${text.slice(0, 4096)}…` : text
  } catch {
    return 'an error that cannot be shown'
  }
}
