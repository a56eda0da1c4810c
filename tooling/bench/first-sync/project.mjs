// The project of the bench: contacts from DuckDB to a local HTTP server.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../process.mjs'

/**
 * Writes the project of the bench anew.
 * @param {string} folder
 * @param {string} file the DuckDB database
 * @param {number} port of the server
 * @param {'in-process' | 'child'} [runIn] where both connectors run
 */
export function writeProject(folder, file, port, runIn = 'in-process') {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['models', 'syncs']) mkdirSync(path.join(folder, name), { recursive: true })
  const configuration = {
    name: 'bench',
    memory: '128MB',
    sources: {
      local: { connector: path.join(root, 'connectors/source-duckdb'), path: file, run_in: runIn },
    },
    destinations: {
      api: {
        connector: path.join(root, 'connectors/destination-http'),
        run_in: runIn,
        baseUrl: `http://127.0.0.1:${port}`,
        objects: {
          contacts: {
            operations: {
              upsert: {
                method: 'POST',
                url: '/contacts',
                matchOn: [['id']],
                recordsMax: 100,
                answer: {
                  results: {
                    path: 'results',
                    match: { by: 'position' },
                    status: { path: 'status', ok: ['ok'] },
                  },
                },
              },
            },
          },
        },
      },
    },
    egress: { allow: ['127.0.0.1/32'] },
  }
  const sync = {
    model: 'contacts',
    destination: 'api',
    object: 'contacts',
    mode: 'upsert',
    match: ['id'],
    map: 'all',
  }
  // JSON is YAML.
  writeFileSync(path.join(folder, 'package.json'), '{"private": true, "type": "module"}')
  writeFileSync(path.join(folder, 'rev.yaml'), JSON.stringify(configuration))
  writeFileSync(path.join(folder, 'models/contacts.sql'), '-- key: id\nSELECT * FROM contacts\n')
  writeFileSync(path.join(folder, 'syncs/contacts.yaml'), JSON.stringify(sync))
}
