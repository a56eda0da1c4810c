/**
 * How a condition on a column is written in the SQL of a source, as far as it has to be said. Plain data: it stands in
 * the manifest. The rest is `SELECT * FROM (…) AS name WHERE a >= … OR b IS NULL OR c IN ('…', 1)`.
 */
export interface SourceSql {
  /** What identifiers are quoted with; the sign itself is doubled. Default `"`. */
  readonly quote?: '"' | '`'
  /**
   * Literals of times, each no later than what it stands for: `{date}` is 2026-01-31, `{time}` 13:05:00, in UTC where the
   * type has a zone, and `{type}` what the source calls the type of the column. Default: `CAST('…' AS {type})`.
   */
  readonly literals?: {
    readonly date?: string
    readonly timestamp?: string
    readonly timestamptz?: string
  }
}
