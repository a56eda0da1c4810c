import type { OperationName, ValueRecord, ValueType } from '@revetl/sdk'
import type { OpenDestination } from '../open-destination.ts'

/** Records with which one operation is tried. */
export interface WriteCase {
  readonly object: string
  readonly operation: OperationName
  readonly matchOn?: readonly string[]
  /** A record that the destination takes, another one for each index. */
  readonly record: (index: number) => ValueRecord
  /** A record that the destination itself refuses, where it refuses any. */
  readonly badRecord?: (index: number) => ValueRecord
  /** The types of the values; needed for operations with a session. */
  readonly types?: Readonly<Record<string, ValueType>>
  /** Brings the destination into a state in which the records can be written, such as creating what is updated. */
  readonly prepare?: (
    records: readonly ValueRecord[],
    destination: OpenDestination,
  ) => Promise<unknown>
  /** Further names of fields that the object takes with any text, for objects that are open. */
  readonly fieldNames?: readonly string[]
  /** For writes that the vendor takes as a job: the path of the request that starts one. */
  readonly jobPath?: string
}

/** The name of a case in reports. */
export function nameOfCase({ object, operation, matchOn }: WriteCase): string {
  return `${operation} ${object}${matchOn === undefined ? '' : ` by ${matchOn.join(', ')}`}`
}
