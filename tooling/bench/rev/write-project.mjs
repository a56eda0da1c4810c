// Projects for rev. They are written anew for every first run.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../process.mjs'

/**
 * @typedef {{ source: object, destination: object, model: string, sync: object, memory?: string }} ProjectParts
 * `model` is a SELECT whose key is `id`; model and sync are called `records`
 */

/** @param {string} name */
const connector = (name) => ({ connector: path.join(root, 'connectors', name) })

/** @param {string} file */
export const duckdbSource = (file) => ({ ...connector('source-duckdb'), path: file })
export const filesSource = () => connector('source-duckdb')
/** @param {string} url */
export const postgresSource = (url) => ({ ...connector('source-postgres'), url })
/** @param {string} url */
export const postgresDestination = (url) => ({ ...connector('destination-postgres'), url })
/** @param {string} folder */
export const fileDestination = (folder) => ({ ...connector('destination-file'), folder })

/**
 * The server of the bench as an API that takes a hundred records a request and answers each.
 * @param {number} port
 * @param {{ recordsMax?: number, limits?: object }} [options]
 */
export const httpDestination = (port, { recordsMax = 100, limits = { concurrency: 16 } } = {}) => ({
  ...connector('destination-http'),
  baseUrl: `http://127.0.0.1:${port}`,
  limits,
  objects: {
    records: {
      operations: {
        upsert: {
          method: 'POST',
          url: '/records',
          matchOn: [['id']],
          recordsMax,
          answer: {
            results: {
              path: 'results',
              match: { by: 'position' },
              status: { path: 'status', ok: ['ok'] },
              message: 'message',
            },
          },
        },
      },
    },
  },
})

/** A sync that upserts every column by its id. */
export const upsert = {
  model: 'records',
  destination: 'target',
  object: 'records',
  mode: 'upsert',
  match: ['id'],
  map: 'all',
}

/**
 * @param {string} folder
 * @param {ProjectParts} parts
 */
export function writeProject(folder, { source, destination, model, sync, memory }) {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['models', 'syncs']) mkdirSync(path.join(folder, name), { recursive: true })
  const configuration = {
    name: 'bench',
    sources: { origin: source },
    destinations: { target: destination },
    egress: { allow: ['127.0.0.1/32'] },
    ...(memory === undefined ? {} : { memory }),
  }
  writeFileSync(path.join(folder, 'package.json'), '{"private": true, "type": "module"}')
  // JSON is YAML.
  writeFileSync(path.join(folder, 'rev.yaml'), JSON.stringify(configuration))
  writeFileSync(path.join(folder, 'models/records.sql'), `-- key: id\n${model}\n`)
  writeFileSync(path.join(folder, 'syncs/records.yaml'), JSON.stringify(sync))
}
