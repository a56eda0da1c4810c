import type { Column, FilePlace, Value } from '@revetl/sdk'
import type { SyncMode } from './project.ts'

/** One column of a model. */
export interface ModelColumn extends Column {
  readonly isKey: boolean
  /** dbt's, where the model is one of dbt. */
  readonly description: string | undefined
}

/** What a model is: where it comes from, what it has, who uses it. */
export interface ModelReport {
  readonly name: string
  readonly source: string
  readonly place: FilePlace
  readonly description: string | undefined
  /** The key columns, where the model itself names them. */
  readonly key: readonly string[] | undefined
  /** The SQL that the source gets; undefined for a table and for files. */
  readonly sql: string | undefined
  /** The table's name, part by part. */
  readonly table: readonly string[] | undefined
  readonly files: readonly string[] | undefined
  readonly columns: readonly ModelColumn[]
  readonly usedBy: readonly {
    readonly sync: string
    readonly destination: string
    readonly object: string
    readonly mode: SyncMode
    readonly key: readonly string[]
  }[]
  /** Models whose SQL is a part of this one's, by `{{ ref('name') }}`; and those of which this one is a part. */
  readonly refersTo: readonly string[]
  readonly referredBy: readonly string[]
  readonly dbt: ModelDbtReport | undefined
}

/** What dbt says of a model. */
export interface ModelDbtReport {
  readonly id: string
  readonly relation: string
  /** When dbt's last command ended, ISO 8601; undefined where it left no results. */
  readonly ranAt: string | undefined
  /** The status that dbt gave each test; undefined for one that did not run. */
  readonly tests: readonly { readonly name: string; readonly status: string | undefined }[]
}

/** The first rows that a source gives of a model. */
export interface ModelPreview {
  readonly model: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
}

/** What `rev model lint` looks for. */
export const modelRules = [
  'missing-key',
  'unused',
  'select-star',
  'unordered-limit',
  'moving-value',
  'trailing-semicolon',
  'key-null',
  'key-not-unique',
] as const

/** Something about a model that is probably not meant. */
export interface ModelFinding {
  readonly model: string
  readonly rule: (typeof modelRules)[number]
  /** `error`: a run would refuse it. */
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint: string
  readonly place: FilePlace
}
