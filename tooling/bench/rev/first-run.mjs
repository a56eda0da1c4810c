// A first run of a new project, measured.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../process.mjs'
import { measureChild } from '../measure/child.mjs'
import { writeProject } from './write-project.mjs'

const program = path.join(import.meta.dirname, 'run.mjs')
const [command = ''] = readFileSync(path.join(root, 'packages/cli/bin/rev.js'), 'utf8').split('\n')
/** What the command `rev` starts Node with. */
export const revNodeOptions = command.split(' ').filter((word) => word.startsWith('--'))

/**
 * @param {string} folder of a project
 * @param {readonly string[]} [nodeOptions]
 * @returns {Promise<import('../measure/child.mjs').Measure>}
 */
export const runProject = (folder, nodeOptions = revNodeOptions) =>
  measureChild(program, [folder, 'records'], nodeOptions)

/**
 * @param {string} folder
 * @param {import('./write-project.mjs').ProjectParts} parts
 */
export async function firstRun(folder, parts) {
  writeProject(folder, parts)
  return runProject(folder)
}
