import { workTable } from './local-database.ts'
import { quoteText } from './sql.ts'

/** The changes of a plan, whether they lie in memory or in a file. */
export const changesTable = workTable('changes')

/**
 * Statements that put the changes where `changesTable` finds them. With a path they go to a Parquet file, which takes
 * a third of the time of a table on disk and is never changed after it is written.
 */
export function saveChangesSql(select: string, path: string | undefined): readonly string[] {
  if (path === undefined) return [`CREATE OR REPLACE TABLE ${changesTable} AS ${select}`]
  // Parquet has no whole numbers of 128 bits.
  const halves = `SELECT * EXCLUDE (fp), (fp >> 64)::UBIGINT AS fp_high,
    (fp & 18446744073709551615::UHUGEINT)::UBIGINT AS fp_low FROM (${select})`
  return [`COPY (${halves}) TO ${quoteText(path)} (FORMAT parquet)`, viewChangesSql(path)]
}

/** Statement that lets `changesTable` read a file that was written before. */
export function viewChangesSql(path: string): string {
  return `CREATE OR REPLACE VIEW ${changesTable} AS SELECT * EXCLUDE (fp_high, fp_low),
    ((fp_high::UHUGEINT << 64) | fp_low::UHUGEINT) AS fp FROM read_parquet(${quoteText(path)})`
}
