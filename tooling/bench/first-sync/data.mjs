// The rows of the bench: ten columns of the types that models have.
import { DuckDBInstance } from '@duckdb/node-api'

/** @param {string} file @param {number} rows */
export async function writeRows(file, rows) {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  await connection.run(`CREATE TABLE contacts AS SELECT
    i AS id, 'person' || i || '@example.com' AS email, 'Given ' || (i % 1000) AS first_name,
    'Family ' || (i % 7919) AS last_name, (i * 37 % 100000 / 100)::DECIMAL(12, 2) AS balance,
    i % 3 = 0 AS is_active, DATE '2020-01-01' + (i % 2000)::INTEGER AS signed_up,
    TIMESTAMP '2024-01-01' + to_seconds(i % 31536000) AS seen_at, i * 1.5 AS score,
    CASE WHEN i % 10 = 0 THEN NULL ELSE 'note ' || i END AS note
    FROM range(${rows}) t(i)`)
  connection.closeSync()
  instance.closeSync()
}
