// How long `rev --help` takes, against an oclif program whose one command does nothing.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from '../process.mjs'

const cli = path.join(root, 'packages/cli')
const roundsMax = 25

/** @returns {string} the folder of a program that is nothing but oclif */
function writeEmptyProgram() {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-cli-start-'))
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
  return folder
}

/** @param {readonly string[]} args for Node @returns {number} milliseconds from start to exit */
function timeMs(args) {
  const startedMs = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Failed to time ${args.join(' ')}: ${stderr}`)
  return performance.now() - startedMs
}

/** @param {number[]} numbers @returns {number} */
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/** @param {import('../tasks/bench.mjs').BenchOptions} options */
export function rows({ quick }) {
  const folder = writeEmptyProgram()
  const programs = {
    empty: [path.join(folder, 'empty.js')],
    help: [path.join(cli, 'bin/rev.js'), '--help'],
  }
  try {
    for (const args of Object.values(programs)) timeMs(args)
    /** @type {{ empty: number[], help: number[] }} */
    const times = { empty: [], help: [] }
    // In turns, so that a busy moment of the machine meets both.
    for (let round = 0; round < (quick ? 7 : roundsMax); round += 1) {
      times.empty.push(timeMs(programs.empty))
      times.help.push(timeMs(programs.help))
    }
    const value = median(times.help)
    const ratio = value / median(times.empty)
    return [
      {
        name: 'cli: rev --help',
        value: Math.round(value),
        unit: 'ms',
        ratio: Number(ratio.toFixed(3)),
        target: 1.5,
        better: /** @type {const} */ ('lower'),
        against: 'an oclif program with one empty command',
      },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
