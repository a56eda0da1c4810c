import type { ApiError } from './bigquery-errors.ts'
import type { ApiStruct } from './canonical-text.ts'
import type { Field } from './column-types.ts'

/** A job as the API has it: https://cloud.google.com/bigquery/docs/reference/rest/v2/Job (read 2026-11-27) */
export interface Job {
  readonly jobReference?: { readonly jobId: string; readonly location?: string }
  readonly configuration?: { readonly query?: { readonly destinationTable?: TableReference } }
  readonly status?: { readonly state: string; readonly errorResult?: ApiError }
  readonly statistics?: {
    readonly query?: {
      readonly statementType?: string
      readonly schema?: { readonly fields?: readonly Field[] }
      readonly totalBytesProcessed?: string
      readonly totalBytesBilled?: string
      readonly totalSlotMs?: string
      readonly cacheHit?: boolean
    }
  }
}

/** A table by its names: https://cloud.google.com/bigquery/docs/reference/rest/v2/TableReference (read 2026-11-28) */
export interface TableReference {
  readonly projectId: string
  readonly datasetId: string
  readonly tableId: string
}

/** A page of a result; `jobComplete` is false while the query still runs. */
export interface ResultPage {
  readonly jobComplete: boolean
  readonly totalRows?: string
  readonly pageToken?: string
  readonly rows?: readonly ApiStruct[]
}
