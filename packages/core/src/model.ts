import type { FilePlace, ModelQuery, ValueType } from '@revetl/sdk'
import type { Connection } from './connection.ts'

/** A query, table or set of files whose rows are records. */
export interface Model {
  readonly name: string
  readonly source: Connection
  readonly query: ModelQuery
  /** The key columns, where the model itself names them. */
  readonly key: readonly string[] | undefined
  readonly place: FilePlace
  /** The line of the file on which the SQL starts, from 1, so that errors point into the file. */
  readonly sqlLine: number
  /** What its rows are, in the words of who made it. */
  readonly description?: string
  /** What dbt says of it, for a model that dbt builds. */
  readonly dbt?: DbtModel
  /** What has to hold for its rows before a run sends any. */
  readonly contract?: Contract
  /** The models that its SQL refers to, by `{{ ref('name') }}`. */
  readonly refs?: readonly string[]
  /** The models of dbt that are a part of its SQL, however far. */
  readonly dbtParts?: readonly Model[]
  /** The SQL of its own file, where `query` has that of other models before it. */
  readonly ownSql?: string
  /** Which lines of `query` come from which file, in order; all from its own, where it is absent. */
  readonly sqlParts?: readonly SqlPart[]
}

/** Lines of a model's SQL that stand in a file. */
export interface SqlPart {
  /** The first line of the SQL, from 1, and the line of the file that it is. */
  readonly fromLine: number
  readonly file: string
  readonly line: number
}

/** What a model promises. */
export interface Contract {
  readonly columns: readonly ContractColumn[]
  /** The newest value of a column of dates or times, and how old it may be. */
  readonly freshness:
    | { readonly column: string; readonly maxAgeMs: number; readonly place: FilePlace }
    | undefined
  readonly onViolation: 'fail' | 'warn'
}

/** A column that a model has to have. */
export interface ContractColumn {
  readonly name: string
  readonly type: ValueType | undefined
  readonly isNotNull: boolean
  readonly isUnique: boolean
  /** As text; null is accepted too. */
  readonly acceptedValues: readonly string[] | undefined
  readonly place: FilePlace
}

/** A model of a dbt project, as its artifacts describe it. */
export interface DbtModel {
  /** dbt's `unique_id`, such as `model.shop.customers`. */
  readonly id: string
  /** Its relation in the SQL of the warehouse, such as `"shop"."main"."customers"`. */
  readonly relation: string
  readonly columns: readonly DbtColumn[]
  readonly tests: readonly DbtTestInfo[]
  readonly manifest: { readonly generatedAtMs: number; readonly invocationId: string | undefined }
  /** How old the run results may be, in milliseconds. */
  readonly maxAgeMs: number | undefined
  /** What dbt's last command did, read anew; undefined where there is no such file. */
  readonly readRunResults: () => Promise<DbtRunResults | undefined>
}

/** A column as dbt's YAML describes it and, where there is a catalog, as the warehouse types it. */
export interface DbtColumn {
  readonly name: string
  readonly type: string | undefined
  readonly description: string | undefined
}

/** A test or unit test of a dbt model. */
export interface DbtTestInfo {
  readonly id: string
  readonly name: string
}

/** What one command of dbt did. */
export interface DbtRunResults {
  /** `build`, `test`, `run`, `generate` and so on. */
  readonly command: string | undefined
  readonly generatedAtMs: number
  readonly invocationId: string | undefined
  /** By `unique_id`; only of what the command executed. */
  readonly results: ReadonlyMap<string, DbtResult>
}

/** How a model or a test ended. */
export interface DbtResult {
  /** `success`, `error`, `skipped` of a model; `pass`, `fail`, `error`, `warn`, `skipped` of a test. */
  readonly status: string
  /** Rows that a test found. */
  readonly failures: number | undefined
  readonly message: string | undefined
}
