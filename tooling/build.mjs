// Builds the packages: the compiler, then the check of project files, a manifest for every connector and one for the
// command line.
import { existsSync, globSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './process.mjs'
import { compiledFileFit } from './file-fit.mjs'
import { writeScaffoldTemplate } from './scaffold-template.mjs'

const members = globSync('{packages,connectors,examples}/*/tsconfig.json', { cwd: root })
  .map((file) => path.dirname(file))
  .sort()

/** @param {string} file a compiled file @returns {string} the source it was compiled from */
const toSource = (file) =>
  file.replace(/\/dist\//, '/src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts')

/** The compiler never deletes; a left-over would be published, or taken for a command of the CLI. */
function deleteOrphans() {
  for (const member of members) {
    for (const file of globSync(`${member}/dist/**/*.{js,d.ts,map}`, { cwd: root })) {
      const source = path.join(root, toSource(file))
      if (!existsSync(source) && file !== compiledFileFit) rmSync(path.join(root, file))
    }
  }
}

/** @param {readonly string[]} files @returns {number} when the newest was written, ms since 1970 */
const newestMs = (files) => Math.max(0, ...files.map((file) => statSync(file).mtimeMs))

/** @param {boolean} quiet @returns {boolean} */
function buildManifests(quiet) {
  const writer = path.join(root, 'packages/sdk/dist/bin/manifest.js')
  const say = quiet ? console.error : console.log
  if (!existsSync(writer)) {
    say('no manifests written: packages/sdk/src/bin/manifest.ts does not exist yet')
    return true
  }
  const sdkMs = newestMs(globSync(path.join(root, 'packages/sdk/dist/**/*.js')))
  let ok = true
  for (const member of members) {
    const file = path.join(root, member, 'package.json')
    const { rev } = JSON.parse(readFileSync(file, 'utf8'))
    if (!rev?.manifest) continue
    const manifest = path.join(root, member, rev.manifest)
    const inputs = [file, ...globSync(path.join(root, member, 'dist/**/*.js'))]
    if (existsSync(manifest) && statSync(manifest).mtimeMs > Math.max(sdkMs, newestMs(inputs))) {
      continue
    }
    say(`writing ${member}/${rev.manifest}`)
    ok = run(process.execPath, [writer], { cwd: path.join(root, member), quiet }) && ok
  }
  return ok
}

/** @param {boolean} quiet @returns {boolean} */
function buildFileFit(quiet) {
  const file = path.join(root, compiledFileFit)
  const inputs = globSync(path.join(root, 'packages/core/dist/config/schema/*.js')).filter(
    (input) => input !== file,
  )
  if (existsSync(file) && statSync(file).mtimeMs > newestMs(inputs)) return true
  return run(process.execPath, [path.join(root, 'tooling/file-fit.mjs')], { quiet })
}

/** @param {boolean} quiet @returns {boolean} */
function buildOclifManifest(quiet) {
  const folder = path.join(root, 'packages/cli')
  const manifest = path.join(folder, 'oclif.manifest.json')
  const inputs = [
    path.join(folder, 'package.json'),
    ...globSync(path.join(folder, 'dist/commands/**/*.js')),
  ]
  if (existsSync(manifest) && statSync(manifest).mtimeMs > newestMs(inputs)) return true
  return run(process.execPath, [path.join(root, 'tooling/oclif-manifest.mjs')], {
    cwd: folder,
    quiet,
  })
}

/**
 * Compiles what changed.
 * @param {{ tests?: boolean, quiet?: boolean }} [options] `tests` checks the types of the tests too; `quiet` keeps standard output free
 * @returns {boolean} whether everything compiled
 */
export function build({ tests = false, quiet = false } = {}) {
  deleteOrphans()
  writeScaffoldTemplate()
  const compiled = run('tsc', ['-b', ...(tests ? ['.'] : members)], { quiet })
  return compiled && buildFileFit(quiet) && buildManifests(quiet) && buildOclifManifest(quiet)
}
