import { nearestName } from '@revetl/sdk/host'
import { errorMessage, isRevError, RevError } from '@revetl/sdk'

interface UsageError {
  readonly message: string
  /** The flags that do not exist, where that is the error. */
  readonly flags?: unknown
}

/** Whatever was thrown as an error of rev: oclif's are about usage, all others are faults of rev. */
export function toRevError(
  error: unknown,
  context: { readonly command: string; readonly flagNames?: readonly string[] },
): RevError {
  if (isRevError(error)) return error
  // Closing failed too, which is what the first failure led to: a full disk, for example.
  if (error instanceof SuppressedError) return toRevError(error.suppressed, context)
  if (isUsageError(error)) return usageError(error, context)
  return new RevError('REV_INTERNAL', `rev failed where it should not: ${errorMessage(error)}`, {
    cause: error,
    hint: 'Please report this, with what the same command prints with --debug.',
  })
}

function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && 'oclif' in error
}

function usageError(
  error: UsageError,
  { command, flagNames = [] }: { readonly command: string; readonly flagNames?: readonly string[] },
): RevError {
  const [unknownFlag] = Array.isArray(error.flags) ? (error.flags as unknown[]) : []
  const nearest =
    typeof unknownFlag === 'string'
      ? nearestName(unknownFlag.replace(/^-+/, ''), flagNames)
      : undefined
  const help = `See \`rev ${command} --help\`.`
  return new RevError('REV_USAGE', error.message.replace(/\nSee more help with --help$/, ''), {
    hint: nearest === undefined ? help : `Did you mean --${nearest}? ${help}`,
  })
}
