// Modules of the built core that it does not publish.
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../process.mjs'

// As the command line does.
enableCompileCache()

/** @param {string} file */
export const ofCore = (file) =>
  import(pathToFileURL(path.join(root, 'packages/core/dist', file)).href)

/** Loads what the engine runs with: a script has its code loaded before its clock starts, so rev has too. */
export async function loadEngine() {
  await Promise.all([ofCore('run/run-sync.js'), ofCore('local-database.js')])
}
