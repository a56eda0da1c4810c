// A first run of a new project, measured.
import path from 'node:path'
import { measureChild } from '../measure/child.mjs'
import { writeProject } from './write-project.mjs'

const program = path.join(import.meta.dirname, 'run.mjs')

/**
 * @param {string} folder of a project
 * @param {readonly string[]} [nodeOptions]
 * @returns {Promise<import('../measure/child.mjs').Measure>}
 */
export const runProject = (folder, nodeOptions) =>
  measureChild(program, [folder, 'records'], nodeOptions)

/**
 * @param {string} folder
 * @param {import('./write-project.mjs').ProjectParts} parts
 */
export async function firstRun(folder, parts) {
  writeProject(folder, parts)
  return runProject(folder)
}
