// A fingerprint of 128 bits over every column of a row.
import { DuckDBInstance } from '@duckdb/node-api'

const columns =
  'email first_name last_name company phone city country segment orders balance score is_active has_app signed_up seen_at note plan visits round'.split(
    ' ',
  )

/** @param {string} table of the twenty columns */
export const printedSql = (table) => {
  // A null is not an empty text, and the place of every value counts.
  const texts = columns.map((name) => `coalesce(${name}::VARCHAR, chr(0))`)
  return `SELECT id, md5_number(concat_ws(chr(31), ${texts.join(', ')})) AS fp FROM ${table}`
}

/** @param {string} source file with the rows @param {string} snapshot file to make */
export async function writePrints(source, snapshot) {
  const instance = await DuckDBInstance.create(snapshot, { memory_limit: '1GB' })
  const connection = await instance.connect()
  await connection.run(`ATTACH '${source}' AS source (READ_ONLY)`)
  await connection.run(`CREATE TABLE prints AS ${printedSql('source.records')}`)
  await connection.run('CHECKPOINT')
  connection.closeSync()
  instance.closeSync()
}
