import { inspect } from 'node:util'
import { createStyle } from '../text/style.ts'
import { errorText } from '../text/error-text.ts'
import { printEnvelope } from './envelope.ts'
import { exitCodeOfKind } from './exit-codes.ts'
import type { Printer } from './printer.ts'
import { toRevError } from './to-rev-error.ts'

/** What a report of an error needs to know. */
export interface ErrorContext {
  readonly command: string
  readonly printer: Printer
  /** Whether stack traces are wanted. */
  readonly isDebug: boolean
  readonly flagNames?: readonly string[]
}

/**
 * Prints an error: code, message, place, hint.
 * @returns the exit code.
 */
export function reportError(thrown: unknown, context: ErrorContext): number {
  const { printer, command, isDebug } = context
  const oclifExit = exitOfOclif(thrown)
  if (oclifExit !== undefined) return oclifExit
  const error = toRevError(thrown, context)
  if (printer.isJson) {
    printEnvelope({ command, ok: false, summary: error.message, result: null, error }, printer)
  } else {
    printer.err(
      errorText(error, { style: createStyle(process.stderr), projectPath: printer.projectPath }),
    )
  }
  if (isDebug) printer.err(inspect(thrown))
  return exitCodeOfKind(error.kind)
}

/** oclif ends a command, after help for example, by throwing. */
function exitOfOclif(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code !== 'EEXIT') return undefined
  const { oclif } = thrown as { readonly oclif?: { readonly exit?: number } }
  return oclif?.exit ?? 0
}
