// What the demo prints, and how it runs rev: as anybody would, as a program of its own.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { styleText } from 'node:util'

/** @param {string} text */
export function heading(text) {
  console.log(`\n${styleText(['bold', 'cyan'], `━━ ${text}`)}\n`)
}

/** @param {string} text */
export function say(text) {
  console.log(styleText('dim', text))
}

/** A claim that was checked by reading the destination back. @param {string} text */
export function verified(text) {
  console.log(`${styleText('green', '✔')} ${text}`)
}

/**
 * Runs `rev` in a project, with its output as it is.
 * @param {string} project
 * @param {readonly string[]} args
 * @param {{ exitCode?: number, env?: NodeJS.ProcessEnv }} [options] the exit code that it has to end with
 */
export function rev(project, args, { exitCode = 0, env = process.env } = {}) {
  console.log(styleText('bold', `$ npx rev ${args.map(shellWord).join(' ')}`))
  const { status, signal } = spawnSync(process.execPath, [binaryOf(project), ...args], {
    cwd: project,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  console.log()
  if (status !== exitCode) {
    throw new Error(
      `rev ${args.join(' ')} ended with ${status ?? signal}; the demo expected ${exitCode}.`,
    )
  }
}

/**
 * Asks `rev` for JSON, without showing it.
 * @param {string} project
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {any} the `result` of the envelope
 */
export function askRev(project, args, env = process.env) {
  const { stdout } = spawnSync(process.execPath, [binaryOf(project), ...args, '--json'], {
    cwd: project,
    env,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  })
  return JSON.parse(stdout).result
}

/** @param {string} project @returns {string} the `rev` that the project has installed */
const binaryOf = (project) => path.join(project, 'node_modules/@revetl/cli/bin/rev.js')

/** @param {string} word @returns {string} */
const shellWord = (word) =>
  /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
