// The text files of the repository.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** @typedef {{ path: string, text: string }} TextFile its path from the root */
/** @typedef {{ file: string, line: number, message: string }} Problem */

const isText = /\.(md|ts|mts|js|mjs|json|ya?ml|sql|csv|txt|sh|toml)$|(^|\/)(LICENSE|run|\.[a-z]+)$/

/**
 * @param {string} root
 * @returns {TextFile[]} what git tracks, or would track
 */
export function readTextFiles(root) {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  })
  return listed
    .split('\0')
    .filter((file) => isText.test(file) && existsSync(path.join(root, file)))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
}

/** @param {string} text @param {number} offset @returns {number} counted from 1 */
export const lineAt = (text, offset) => text.slice(0, offset).split('\n').length
