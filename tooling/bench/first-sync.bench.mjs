// A full first sync from DuckDB to a local HTTP server, against a plain script that does the same.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from '../process.mjs'
import { writeRows } from './first-sync/data.mjs'

/** @param {string} name */
const part = (name) => path.join(import.meta.dirname, 'first-sync', name)
/** @param {readonly number[]} numbers */
const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
/** @typedef {{ delivered: number, seconds: number, peakBytes: number }} Measure */
/** @param {readonly Measure[]} list */
const peak = (list) => Math.max(...list.map(({ peakBytes }) => peakBytes))

/** @param {string} file @param {readonly string[]} args @returns {Promise<Measure>} */
async function measure(file, args) {
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = once(child, 'exit')
  const told = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  const [code] = await exited
  if (told === undefined || code !== 0) throw new Error(`Failed to run ${file}: exit code ${code}.`)
  return told[0]
}

/** @param {string} folder @param {string} file @param {number} port */
function writeProject(folder, file, port) {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['models', 'syncs']) mkdirSync(path.join(folder, name), { recursive: true })
  const configuration = {
    name: 'bench',
    memory: '128MB',
    sources: { local: { connector: path.join(root, 'connectors/source-duckdb'), path: file } },
    destinations: {
      api: {
        connector: path.join(root, 'connectors/destination-http'),
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

/** @param {{ quick: boolean }} options */
export async function* rows({ quick }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-first-sync-'))
  const server = fork(part('server.mjs'))
  try {
    const [{ port }] = await once(server, 'message')
    /** @param {number} count @param {number} rounds */
    const runs = async (count, rounds) => {
      const file = path.join(folder, `rows-${count}.duckdb`)
      await writeRows(file, count)
      /** @type {Measure[]} */
      const script = []
      /** @type {Measure[]} */
      const rev = []
      // In turn, so that a machine that slows down slows both; the first pair only warms the server up.
      for (let round = 0; round <= rounds; round++) {
        const plain = await measure(part('script.mjs'), [file, String(port)])
        writeProject(path.join(folder, 'project'), file, port)
        const ours = await measure(part('rev.mjs'), [path.join(folder, 'project')])
        if (plain.delivered !== count || ours.delivered !== count) throw new Error('rows were lost')
        if (round > 0) script.push(plain)
        if (round > 0) rev.push(ours)
      }
      return { script, rev }
    }
    const small = await runs(100_000, quick ? 3 : 5)
    const ratios = small.rev.map(
      ({ seconds }, index) => seconds / (small.script[index]?.seconds ?? Number.NaN),
    )
    yield {
      name: 'first sync of 100,000 rows, DuckDB to HTTP',
      value: 100_000 / median(small.rev.map(({ seconds }) => seconds)),
      unit: 'rows/s',
      better: 'higher',
      against: `plain script at ${Math.round(100_000 / median(small.script.map(({ seconds }) => seconds)))} rows/s`,
      ratio: 1 / median(ratios),
      target: 1,
    }
    const large = await runs(1_000_000, 1)
    yield {
      name: 'peak memory, 1,000,000 rows against 100,000, memory: 128MB',
      value: peak(large.rev) / 1024 ** 2,
      unit: 'MiB',
      better: 'lower',
      against: `the same with 100,000 rows: ${Math.round(peak(small.rev) / 1024 ** 2)} MiB`,
      ratio: peak(large.rev) / peak(small.rev),
      target: 1.25,
    }
  } finally {
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}
