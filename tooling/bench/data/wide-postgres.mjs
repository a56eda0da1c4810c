// The twenty columns of wide.mjs as a table of Postgres.
import { Client } from 'pg'
import { wideSelect } from './wide.mjs'

/**
 * Makes the table, and one of keys and fingerprints for who keeps them by hand.
 * @param {string} url of a database @param {number} rows
 */
export async function writeWideTable(url, rows) {
  const select = wideSelect(rows)
    .replace(/to_seconds\((.*?)\)/, 'make_interval(secs => $1)')
    .replace(/range\(.*\) t\(i\)/, `generate_series(0::bigint, ${rows - 1}) t(i)`)
  await runStatements(url, [
    `create table records as ${select.replace('(i % 2000)::INTEGER', '(i % 2000)::int')}`,
    "set datestyle = 'ISO'",
    'set extra_float_digits = 3',
    'create table prints as select id, md5(row(records.*)::text)::uuid as fp from records',
    'vacuum analyze records',
    'vacuum analyze prints',
  ])
}

/** @param {string} url @param {readonly string[]} statements */
export async function runStatements(url, statements) {
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
