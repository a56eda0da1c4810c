import { isRevError, type RevError } from '@revetl/sdk'

/** What could not be done of one sync among several, and why. */
export interface NotDone {
  readonly sync: string
  readonly status: 'failed'
  readonly error: RevError
}

/** Does something with one sync. An error of rev becomes its result, so that the syncs after it have their turn. */
export async function doneOrNot<Report>(
  sync: string,
  work: Promise<Report>,
): Promise<Report | NotDone> {
  try {
    return await work
  } catch (error) {
    if (!isRevError(error)) throw error
    return { sync, status: 'failed', error }
  }
}
