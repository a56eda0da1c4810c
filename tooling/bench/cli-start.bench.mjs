// How long `rev --help` and `rev status` take, against an oclif program whose one command does nothing.
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../process.mjs'
import { writeContacts } from './data/contacts.mjs'
import { median } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const cli = path.join(root, 'packages/cli')
const rev = path.join(cli, 'bin/rev.js')
const helpName = 'cli: rev --help'
const statusName = 'cli: rev status'

/** @param {string} folder @returns {string} a program that is nothing but oclif */
function writeEmptyProgram(folder) {
  mkdirSync(path.join(folder, 'node_modules/@oclif'), { recursive: true })
  symlinkSync(
    path.join(cli, 'node_modules/@oclif/core'),
    path.join(folder, 'node_modules/@oclif/core'),
  )
  const files = {
    'package.json': JSON.stringify({
      name: 'empty',
      version: '1.0.0',
      type: 'module',
      oclif: { bin: 'empty', commands: { strategy: 'single', target: './command.js' } },
    }),
    'command.js':
      "import { Command } from '@oclif/core'\n" +
      'export default class Empty extends Command {\n  async run() {\n    await this.parse(Empty)\n  }\n}\n',
    'empty.js': "import { execute } from '@oclif/core'\nawait execute({ dir: import.meta.url })\n",
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return path.join(folder, 'empty.js')
}

/** @param {string} folder a new project whose sync ran once */
async function writeProjectThatRan(folder) {
  await using server = await startServer()
  const file = path.join(folder, 'contacts.duckdb')
  await writeContacts(file, 1000)
  const project = path.join(folder, 'project')
  await firstRun(project, {
    source: duckdbSource(file),
    destination: httpDestination(server.port),
    model: 'SELECT * FROM contacts',
    sync: upsert,
  })
  return project
}

/** @param {readonly string[]} args for Node @param {string} cwd @returns {number} milliseconds from start to exit */
function timeMs(args, cwd) {
  const startedMs = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`Failed to time ${args.join(' ')}: ${stderr}`)
  return performance.now() - startedMs
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  { name: helpName, args: ['--help'], target: 1.3 },
  { name: statusName, args: ['status'], target: 2 },
].map(({ name, args, target }) => ({
  names: [name],
  async *run({ quick }) {
    using folder = temporaryFolder('cli-start')
    const empty = [writeEmptyProgram(folder.path)]
    const cwd = name === statusName ? await writeProjectThatRan(folder.path) : folder.path
    const ours = [rev, ...args]
    /** @type {{ empty: number[], ours: number[] }} */
    const times = { empty: [], ours: [] }
    for (const program of [empty, ours]) timeMs(program, cwd)
    // In turns, so that a busy moment of the machine meets both.
    for (let round = 0; round < (quick ? 9 : 25); round += 1) {
      times.empty.push(timeMs(empty, cwd))
      times.ours.push(timeMs(ours, cwd))
    }
    const baselineMs = median(times.empty)
    yield {
      name,
      value: Math.round(median(times.ours)),
      unit: 'ms',
      ratio: median(times.ours) / baselineMs,
      target,
      better: 'lower',
      against: `an oclif program with one empty command: ${Math.round(baselineMs)} ms`,
    }
  },
}))
