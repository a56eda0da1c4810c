import { errorMessage, RevError } from '@revetl/sdk'

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on the disk, then run again.',
  EDQUOT: 'Free space in the quota, then run again.',
  EFBIG: 'The file is larger than the system allows.',
  EACCES: 'Let the user that runs rev write there.',
  EPERM: 'Let the user that runs rev write there.',
  EROFS: 'The file system is read-only; choose another folder.',
}

/** The error of a file that could not be written; nothing of the batch is in it. */
export function writeError(file: string, cause: unknown): RevError {
  if (cause instanceof RevError) return cause
  const code = (cause as { readonly code?: unknown } | null)?.code
  const hint = typeof code === 'string' ? hints[code] : undefined
  const why = errorMessage(cause).split('\n', 1)[0]
  return new RevError('REV_FILE_WRITE', `Failed to write ${file}: ${why}`, {
    cause,
    delivery: 'not-sent',
    ...(hint === undefined ? {} : { hint }),
  })
}

/** Runs work on a file; what it throws becomes `REV_FILE_WRITE`. */
export async function asFileWork<Result>(
  file: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw writeError(file, error)
  }
}
