import { isRevError, type RevError } from '@revetl/sdk'
import type { Printer } from './printer.ts'

/** What `--json` prints: one object, whatever happened. */
export interface Envelope {
  /** The command as typed, without arguments. */
  readonly command: string
  readonly ok: boolean
  /** One line for people. */
  readonly summary: string
  /** The command's own answer; null where there is none. */
  readonly result: unknown
  /** Why it is not ok, where one error says it; null otherwise. */
  readonly error: RevError | null
}

/** Prints an envelope: numbers exact, absent values null, secrets masked. */
export function printEnvelope(envelope: Envelope, printer: Printer): void {
  const text = JSON.stringify(
    envelope,
    (_key, value: unknown) => {
      if (value === undefined) return null
      if (typeof value === 'string') return printer.mask(value)
      if (value instanceof Map) return Object.fromEntries(value)
      return isRevError(value) ? errorJson(value) : value
    },
    2,
  )
  printer.out(text)
}

function errorJson({ code, message, hint, place, others }: RevError): object {
  return { code, message, hint, place, others }
}
