import type { ErrorKind } from '@revetl/sdk'
import type { RunReport } from '@revetl/core'

const exitCodes = { config: 2, environment: 3, run: 1, connector: 1, busy: 75 } as const

/** The exit code of an error of this kind. */
export function exitCodeOfKind(kind: ErrorKind): number {
  return exitCodes[kind]
}

/** The exit code of a run: 0 only when nothing is left over. */
export function exitCodeOfRun({ status, error }: Pick<RunReport, 'status' | 'error'>): number {
  if (status === 'success') return 0
  return status === 'failed' && error !== undefined ? exitCodeOfKind(error.kind) : 1
}

/** One exit code for several: the common one, or 1 where those that are not 0 differ. */
export function combinedExitCode(codes: readonly number[]): number {
  const bad = new Set(codes.filter((code) => code !== 0))
  const [only = 0] = bad
  return bad.size > 1 ? 1 : only
}
