import type { DuckDBConnection } from '@duckdb/node-api'
import type { BatchField } from '@revetl/sdk'
import { parquetChoices, type Digits, type ParquetChoice } from './parquet-types.ts'

/** The select list that gives each collected column the best type that all its values fit. */
export async function parquetColumns(
  connection: DuckDBConnection,
  fields: readonly BatchField[],
): Promise<string> {
  const digits = await digitsOf(connection, fields)
  const choices = fields.map(({ type }, index) =>
    parquetChoices(type, `c${index}`, digits.get(index) ?? { whole: 0, fraction: 0 }),
  )
  const values = await bestValues(connection, choices)
  const columns = fields.map(({ name }, index) => {
    return `${values[index] ?? `c${index}`} AS "${name.replaceAll('"', '""')}"`
  })
  return columns.join(', ')
}

/** The first choice of each column that all its texts fit; undefined for a column that stays text. */
async function bestValues(
  connection: DuckDBConnection,
  choices: readonly (readonly ParquetChoice[])[],
): Promise<readonly (string | undefined)[]> {
  const values = new Map<number, string>()
  const most = Math.max(0, ...choices.map(({ length }) => length))
  // All columns in one look, since nearly always their first choices fit.
  for (let place = 0; place < most; place += 1) {
    const open = choices.flatMap((list, index) => {
      const choice = values.has(index) ? undefined : list[place]
      return choice === undefined ? [] : [{ index, choice }]
    })
    const misfits = await collectedRow(
      connection,
      open.map(
        ({ index, choice: { fits } }) =>
          `count(*) FILTER (c${index} IS NOT NULL AND NOT coalesce(${fits}, false))`,
      ),
    )
    for (const [row, { index, choice }] of open.entries()) {
      if (misfits[row] === 0n) values.set(index, choice.value)
    }
  }
  return choices.map((_, index) => values.get(index))
}

/** The digits that the texts of each column of decimals have at most. */
async function digitsOf(
  connection: DuckDBConnection,
  fields: readonly BatchField[],
): Promise<ReadonlyMap<number, Digits>> {
  const decimals = fields.flatMap(({ type }, index) => (type === 'decimal' ? [index] : []))
  const row = await collectedRow(
    connection,
    decimals.flatMap((index) => [
      `coalesce(max(length(regexp_extract(c${index}, '^-?0*([0-9]*)', 1))), 0)`,
      `coalesce(max(length(regexp_extract(c${index}, '\\.([0-9]*)$', 1))), 0)`,
    ]),
  )
  return new Map(
    decimals.map((index, place) => [
      index,
      { whole: Number(row[2 * place]), fraction: Number(row[2 * place + 1]) },
    ]),
  )
}

/** Aggregates of all collected rows, by one look at them. */
async function collectedRow(
  connection: DuckDBConnection,
  aggregates: readonly string[],
): Promise<readonly unknown[]> {
  if (aggregates.length === 0) return []
  const rows = await connection.runAndReadAll(`SELECT ${aggregates.join(', ')} FROM collected`)
  return rows.getRows()[0] ?? []
}
