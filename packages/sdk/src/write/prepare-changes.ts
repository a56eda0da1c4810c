import type { Change } from '../batch.ts'
import { isRevError, type RevError } from '../errors.ts'
import { rejected, retry, type Outcome } from '../outcomes.ts'

/** How changes become what is sent. */
export interface PrepareSteps<ChangeType extends Pick<Change, 'id'>, Input> {
  /** What is sent for a change. Throws `REV_VALUE_…` or `REV_RECORD_…` for one that the vendor cannot take. */
  readonly toInput: (change: ChangeType) => Input
  /**
   * The record that a change is about as the vendor compares it, such as an email in lower case; empty for none. Of
   * two changes with one key in a request nobody knows which is last.
   */
  readonly keyOf?: (change: ChangeType) => string
}

/** A change and what is sent for it. */
export interface PreparedChange<ChangeType extends Pick<Change, 'id'>, Input> {
  readonly id: string
  readonly change: ChangeType
  readonly input: Input
}

/** What can be sent, in the order of the changes, and what is known of the others already. */
export interface PreparedChanges<ChangeType extends Pick<Change, 'id'>, Input> {
  readonly ready: readonly PreparedChange<ChangeType, Input>[]
  readonly settled: readonly Outcome[]
}

/**
 * Makes what is sent for each change. One that the vendor cannot take is rejected alone, and one about the same record
 * as an earlier one is `retry`, so that it comes with the next batch.
 * @throws what `toInput` throws for any other reason
 */
export function prepareChanges<ChangeType extends Pick<Change, 'id'>, Input>(
  changes: readonly ChangeType[],
  { toInput, keyOf = () => '' }: PrepareSteps<ChangeType, Input>,
): PreparedChanges<ChangeType, Input> {
  const ready: PreparedChange<ChangeType, Input>[] = []
  const settled: Outcome[] = []
  const taken = new Set<string>()
  for (const change of changes) {
    try {
      const input = toInput(change)
      const key = keyOf(change)
      if (key !== '' && taken.has(key)) {
        settled.push(
          retry(change, { message: 'Another change of the batch is about this record.' }),
        )
        continue
      }
      taken.add(key)
      ready.push({ id: change.id, change, input })
    } catch (error) {
      if (!isAboutRecord(error)) throw error
      settled.push(rejected(change, { code: error.code, message: error.message }))
    }
  }
  return { ready, settled }
}

/** Whether an error speaks of the record, and not of the connector or the run. */
function isAboutRecord(error: unknown): error is RevError {
  return isRevError(error) && /^REV_(?:VALUE|RECORD)_/.test(error.code)
}
