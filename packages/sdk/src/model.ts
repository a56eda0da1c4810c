import type { RunInfo } from './context.ts'
import type { ValueType } from './value-types.ts'

/** What a model reads. */
export type ModelQuery =
  | { readonly kind: 'sql'; readonly sql: string }
  /** `schema.table` or `table`, each part quoted by the source. */
  | { readonly kind: 'table'; readonly table: readonly string[] }
  /** Paths or globs, already resolved against the project. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }

/** One column of a model. */
export interface Column {
  readonly name: string
  readonly type: ValueType
  /** Digits in all and after the point, for a `decimal` that has them. */
  readonly precision?: number
  readonly scale?: number
  readonly nullable?: boolean
  /** The source's own name of the type. */
  readonly sourceType?: string
}

/** What is asked of a source. */
export interface ReadRequest {
  readonly model: ModelQuery
  /** Stop after so many rows, for a preview. */
  readonly rowsMax?: number
  /** The project's folder, against which relative paths count. */
  readonly projectPath: string
  /** The run that reads, for the tag or comment of a query; none for a plan, a preview or a check. */
  readonly run?: RunInfo
}
