// A query of Postgres as a CSV file on this machine, and what DuckDB reads it with: COPY, and nothing that looks at a byte.
import { closeSync, openSync, writeSync } from 'node:fs'
import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/**
 * @param {string} url of a database @param {string} sql @param {string} file
 * @returns {Promise<string>} a SELECT of its columns as texts
 */
export async function copyToFile(url, sql, file) {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query("set extra_float_digits = 3; set datestyle = 'ISO'")
  const { fields } = await client.query(`select * from (${sql}) m limit 0`)
  const output = openSync(file, 'w')
  const stream = client.query(
    copyTo(`copy (${sql}) to stdout (format csv)`, { highWaterMark: 256 << 10 }),
  )
  for await (const bytes of stream) writeSync(output, bytes)
  closeSync(output)
  await client.end()
  const columns = fields.map(({ name }) => `'${name}': 'VARCHAR'`)
  return `SELECT * FROM read_csv('${file}', header = false, auto_detect = false, delim = ',', quote = '"',
    escape = '"', nullstr = '', columns = {${columns.join(', ')}})`
}
