import { errorMessage, isRevError } from '@revetl/sdk'

/** The code that a promise is rejected with, or words where there is none. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'no error'
  } catch (error) {
    return isRevError(error) ? error.code : `an error without a code: ${errorMessage(error)}`
  }
}
