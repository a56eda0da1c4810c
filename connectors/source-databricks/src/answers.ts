/** What became of a statement: https://docs.databricks.com/api/statement-execution/v1/get-statement-result (read 2026-11-27) */
export interface StatementAnswer {
  readonly statement_id: string
  readonly status: {
    readonly state: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'CLOSED'
    readonly error?: { readonly error_code?: string; readonly message?: string }
    readonly sql_state?: string
  }
  readonly manifest?: {
    readonly total_chunk_count?: number | string
    readonly total_row_count?: number | string
    readonly truncated?: boolean
  }
  readonly result?: ResultAnswer
}

/** Where a chunk of a result is. */
export interface ResultAnswer {
  readonly external_links?: readonly ExternalLink[]
}

/** A link that needs no credentials of ours, and for 15 minutes at most. */
export interface ExternalLink {
  readonly external_link: string
  /** ISO 8601. */
  readonly expiration?: string
  readonly http_headers?: Readonly<Record<string, string>>
}

/** Metrics of a query: https://docs.databricks.com/api/workspace/queryhistory/list, from memory and to be confirmed. */
export interface HistoryAnswer {
  readonly res?: readonly { readonly metrics?: Readonly<Record<string, unknown>> }[]
}
