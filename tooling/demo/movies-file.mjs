// The demo's source: a copy of movies.json of vega-datasets, and what the demo changes in it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** @typedef {Record<string, string | number | null>} Movie */

/** @param {string} project @returns {string} */
const copyOf = (project) => path.join(project, '.demo/movies.json')

/** @param {string} project @returns {Movie[]} */
const readCopy = (project) => JSON.parse(readFileSync(copyOf(project), 'utf8'))

/** @param {string} project @param {readonly Movie[]} movies */
function writeCopy(project, movies) {
  mkdirSync(path.dirname(copyOf(project)), { recursive: true })
  writeFileSync(copyOf(project), JSON.stringify(movies))
}

/** Puts the data as it was published into the project. @param {string} project */
export function copyMovies(project) {
  const published = path.join(project, 'node_modules/vega-datasets/data/movies.json')
  writeCopy(project, JSON.parse(readFileSync(published, 'utf8')))
}

/** @param {Movie} movie @returns {string | undefined} `title|date` of the record; undefined for a row that is none */
function keyOf(movie) {
  if (movie['Title'] === null) return undefined
  const released = new Date(`${movie['Release Date']} UTC`)
  if (released.getUTCFullYear() > 2012) released.setUTCFullYear(released.getUTCFullYear() - 100)
  return `${movie['Title']}|${released.toISOString().slice(0, 10)}`
}

/** @param {string} project @returns {Map<string, Movie>} the records that the destination has to have, by `title|date` */
export function expectedMovies(project) {
  const keyed = readCopy(project).flatMap((movie) => {
    const key = keyOf(movie)
    return key === undefined ? [] : [/** @type {[string, Movie]} */ ([key, movie])]
  })
  return new Map(keyed)
}

/**
 * Changes three movies, adds two and removes one.
 * @param {string} project
 * @returns {{ added: string[], changed: string[], removed: string[] }} their keys
 */
export function editMovies(project) {
  const movies = readCopy(project)
  const changed = movies.filter(
    ({ Title, Director }) => Director === 'Quentin Tarantino' && Title !== 'Grindhouse',
  )
  const edited = changed.slice(0, 3)
  for (const movie of edited) movie['IMDB Votes'] = Number(movie['IMDB Votes'] ?? 0) + 1
  const [removed, ...others] = movies.filter(({ Title }) => Title === 'The Land Girls')
  if (edited.length !== 3 || removed === undefined || others.length > 0) {
    throw new Error('The data is not what the demo knows: vega-datasets has changed.')
  }
  const added = ['A Quiet Demo', 'A Quiet Demo: the Sequel'].map((title, index) => ({
    ...removed,
    Title: title,
    'Release Date': `Jan 0${index + 1} 2010`,
  }))
  writeCopy(project, [...movies.filter((movie) => movie !== removed), ...added])
  return { added: keysOf(added), changed: keysOf(edited), removed: keysOf([removed]) }
}

/** @param {readonly Movie[]} movies @returns {string[]} */
const keysOf = (movies) => movies.map((movie) => keyOf(movie) ?? '').sort()
