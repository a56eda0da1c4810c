// Fourteen columns of the types that models have, 317 bytes a row as JSON, the same in DuckDB and in Postgres.
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'

/** SQL of both engines for a row from its number `i`. */
export const contactColumns = `CAST(i AS INTEGER) AS id, 'person' || i || '@example.com' AS email,
  'Given ' || (i % 1000) AS first_name, 'Family ' || (i % 7919) AS last_name,
  'Firma ' || (i % 5003) || ' Ltd' AS company, '+1555' || (1000000 + i * 7919 % 9000000) AS phone,
  'City ' || (i % 997) AS city, 'Country ' || (i % 200) AS country,
  CAST((i * 37 % 100000) / 100.0 AS DECIMAL(12, 2)) AS balance,
  CAST((i % 10007) * 1.5 AS DOUBLE PRECISION) AS score, i % 3 = 0 AS is_active,
  DATE '2020-01-01' + CAST(i % 2000 AS INTEGER) AS signed_up,
  TIMESTAMP '2024-01-01 00:00:00' + (i % 31536000) * INTERVAL '1 second' AS seen_at,
  CASE WHEN i % 10 = 0 THEN NULL ELSE 'order ' || i END AS note`

/**
 * Makes a DuckDB file with a table.
 * @param {string} file
 * @param {string} select a SELECT
 * @param {string} [table]
 */
export async function writeDuckdb(file, select, table = 'contacts') {
  const instance = await DuckDBInstance.create(file, { memory_limit: '1GB' })
  const connection = await instance.connect()
  await connection.run(`CREATE TABLE ${table} AS ${select}`)
  await connection.run('CHECKPOINT')
  connection.closeSync()
  instance.closeSync()
}

/** @param {string} file @param {number} rows */
export const writeContacts = (file, rows) =>
  writeDuckdb(file, `SELECT ${contactColumns} FROM range(${rows}) t(i)`)

/** @param {string} url of a database @param {number} rows */
export async function insertContacts(url, rows) {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    `CREATE TABLE contacts AS SELECT ${contactColumns} FROM generate_series(0::bigint, ${rows - 1}) t(i)`,
  )
  await client.query('ALTER TABLE contacts ADD PRIMARY KEY (id)')
  await client.query('VACUUM (ANALYZE) contacts')
  await client.end()
}
