// The first half of the demo: real movies from DuckDB into a real Postgres.
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../process.mjs'
import { startPostgres } from './demo-postgres.mjs'
import { copyMovies, editMovies, expectedMovies } from './movies-file.mjs'
import { compareMovies, createMoviesTable, readMovies } from './movies-table.mjs'
import { heading, revIn, say, verified } from './terminal.mjs'

/** The project that is run. */
export const quickstart = path.join(root, 'examples/quickstart')
/** Where the demo keeps its copy of the data and its Postgres. */
export const demoFolder = path.join(quickstart, '.demo')

const rev = revIn(quickstart)

/** @returns {Promise<void>} */
export async function runQuickstart() {
  heading('examples/quickstart: 3,201 movies, from DuckDB into Postgres')
  const url = await prepare()

  heading('Is everything in place?')
  rev(['check'])
  heading('What would a run do?')
  rev(['plan', '--samples', '2'])

  heading('Do it')
  rev(['run'])
  const first = await readMovies(url)
  checkContents(first)
  verified(`Postgres has exactly the ${first.size.toLocaleString('en-US')} movies of the model.`)

  heading('Do it again: nothing changed, so nothing is sent')
  rev(['run'])
  const second = await readMovies(url)
  assert.deepEqual(compareMovies(first, second), { added: [], rewritten: [], removed: [] })
  verified('Not one row of the table was written.')

  await changeAndRun(url, second)
}

/** @returns {Promise<string>} the URL of the database */
async function prepare() {
  rmSync(path.join(quickstart, '.rev'), { recursive: true, force: true })
  say('starting a Postgres for the demo …')
  const url = await startPostgres(demoFolder)
  writeFileSync(path.join(quickstart, '.env'), `DATABASE_URL=${url}\n`, { mode: 0o600 })
  await createMoviesTable(url)
  copyMovies(quickstart)
  say('examples/quickstart/.demo/movies.json is the data, .env has the address of the database')
  return url
}

/** @param {string} url @param {Map<string, import('./movies-table.mjs').StoredMovie>} before */
async function changeAndRun(url, before) {
  heading('Three movies change, two come, one goes')
  const edits = editMovies(quickstart)
  rev(['plan', '--samples', '6'])
  rev(['run'])
  const after = await readMovies(url)
  checkContents(after)
  const { added, rewritten, removed } = compareMovies(before, after)
  assert.deepEqual({ added, changed: rewritten, removed }, edits)
  verified('Exactly these six rows were written; Postgres has what the model has.')

  heading('What does rev know of one record?')
  rev(['row', 'A Quiet Demo', '2010-01-01'])
  rev(['status'])
}

/**
 * Compares the whole table with the source.
 * @param {Map<string, import('./movies-table.mjs').StoredMovie>} stored
 */
function checkContents(stored) {
  const expected = expectedMovies(quickstart)
  assert.deepEqual([...stored.keys()].sort(), [...expected.keys()].sort())
  for (const [key, { values }] of stored) {
    const movie = expected.get(key) ?? {}
    const { title, release_date: _, ...row } = JSON.parse(values)
    assert.equal(title, String(movie['Title']))
    assert.deepEqual(
      row,
      {
        distributor: movie['Distributor'],
        genre: movie['Major Genre'],
        director: movie['Director'],
        us_gross: movie['US Gross'],
        worldwide_gross: movie['Worldwide Gross'],
        imdb_rating: movie['IMDB Rating'],
        imdb_votes: movie['IMDB Votes'],
      },
      key,
    )
  }
}
