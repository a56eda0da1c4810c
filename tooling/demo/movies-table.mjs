// Reads the demo's table back, past rev.
import { Client } from 'pg'

/** @typedef {{ version: string, values: string }} StoredMovie `version` changes with every write of the row */

/**
 * @template Result
 * @param {string} url
 * @param {(client: Client) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
async function withClient(url, use) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

const createTable = `
  create table movies (
    title text,
    release_date date,
    distributor text,
    genre text,
    director text,
    us_gross bigint,
    worldwide_gross bigint,
    imdb_rating numeric(3, 1),
    imdb_votes integer,
    primary key (title, release_date)
  )`

/** An empty table, whatever was there. @param {string} url @returns {Promise<void>} */
export async function createMoviesTable(url) {
  await withClient(url, async (client) => {
    await client.query('drop table if exists movies')
    await client.query(createTable)
  })
}

/** @param {string} url @returns {Promise<Map<string, StoredMovie>>} every row by `title|date` */
export async function readMovies(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `select title || '|' || release_date as key, xmin::text as version,
        row_to_json(movies)::text as values from movies`,
    )
    return new Map(rows.map(({ key, version, values }) => [key, { version, values }]))
  })
}

/**
 * What was written between two readings.
 * @param {Map<string, StoredMovie>} before
 * @param {Map<string, StoredMovie>} after
 * @returns {{ added: string[], rewritten: string[], removed: string[] }} keys
 */
export function compareMovies(before, after) {
  const keys = [...after.keys()]
  return {
    added: keys.filter((key) => !before.has(key)).sort(),
    rewritten: keys
      .filter((key) => before.has(key) && before.get(key)?.version !== after.get(key)?.version)
      .sort(),
    removed: [...before.keys()].filter((key) => !after.has(key)).sort(),
  }
}
