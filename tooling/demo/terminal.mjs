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

/** @typedef {(args: readonly string[], exitCode?: number) => void} Rev runs a command, which has to end with this code */

/**
 * `rev` in a project, with its output as it is.
 * @param {string} example the folder that has it installed
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Rev}
 */
export function revIn(example, { cwd = example, env = process.env } = {}) {
  const binary = path.join(example, 'node_modules/@revetl/cli/bin/rev.js')
  return (args, exitCode = 0) => {
    console.log(styleText('bold', `$ npx rev ${args.map(shellWord).join(' ')}`))
    const { status, signal } = spawnSync(process.execPath, [binary, ...args], {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    console.log()
    if (status === exitCode) return
    throw new Error(
      `rev ${args.join(' ')} ended with ${status ?? signal}; the demo expected ${exitCode}.`,
    )
  }
}

/** @param {string} word @returns {string} */
const shellWord = (word) =>
  /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
