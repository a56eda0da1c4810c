// Enforces who may import whom: node tooling/layers.mjs [folder of a repository]
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findCycles } from './layers/cycles.mjs'
import { checkImports } from './layers/import-rules.mjs'
import { checkManifest, missingReferences } from './layers/manifest-rules.mjs'
import { readTable } from './layers/table.mjs'
import { readReferences, readWorkspace } from './layers/workspace.mjs'
import { root } from './process.mjs'

/** @import { Violation } from './layers/import-rules.mjs' */

/**
 * @param {string} folder of a repository with an ARCHITECTURE.md
 * @returns {Violation[]} everything that breaks the table
 */
export function checkLayers(folder) {
  const table = readTable(readFileSync(path.join(folder, 'ARCHITECTURE.md'), 'utf8'))
  const members = readWorkspace(folder)
  const house = { table, members }
  const compiled = members.flatMap(compiledFolders)
  const unbuilt = missingReferences('.', readReferences(folder, '.'), compiled)
  return members
    .flatMap((member) => [
      ...checkManifest(house, member),
      ...unknownStages(house, member),
      ...findCycles(member.files),
      ...member.files.flatMap((file) => checkImports(house, member, file)),
    ])
    .concat(unbuilt)
}

/**
 * @param {import('./layers/workspace.mjs').Member} member
 * @returns {string[]} the folders that the root's tsconfig.json has to build
 */
const compiledFolders = ({ folder, references, testReferences }) => [
  ...(references ? [folder] : []),
  ...(testReferences ? [`${folder}/test`] : []),
]

/**
 * @param {import('./layers/import-rules.mjs').House} house
 * @param {import('./layers/workspace.mjs').Member} member
 * @returns {Violation[]}
 */
function unknownStages({ table }, { folder, files }) {
  if (folder !== 'packages/core') return []
  return files.flatMap((file) => {
    const stage = /^packages\/core\/src\/([^/]+)\//.exec(file.path)?.[1]
    if (!stage || table.stages.has(stage)) return []
    return [{ file: file.path, line: 1, rule: 'stage', message: `${stage} is not a stage of core` }]
  })
}

if (process.argv[1] === import.meta.filename) {
  const violations = checkLayers(process.argv[2] ?? root)
  for (const { file, line, rule, message } of violations) {
    console.error(`${file}:${line} ${rule}: ${message}`)
  }
  if (violations.length > 0) {
    console.error(`\n${violations.length} broken; the table is in ARCHITECTURE.md, under "Layers".`)
    process.exitCode = 1
  }
}
