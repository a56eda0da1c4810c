// A copy of the sources in which a mutant can be planted; what is installed and built is shared with the original.
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from '../process.mjs'

const shared = ['node_modules', 'dist']
const parts = ['packages', 'connectors', 'tooling', 'test']
const files = ['package.json', 'pnpm-workspace.yaml', 'tsconfig.json', 'vitest.config.ts']

/** @returns {{ folder: string } & Disposable} */
export function copyWorkspace() {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-mutants-'))
  for (const file of files) cpSync(path.join(root, file), path.join(folder, file))
  for (const part of parts) {
    cpSync(path.join(root, part), path.join(folder, part), {
      recursive: true,
      filter: (source) => !shared.includes(path.basename(source)),
    })
  }
  const links = [
    'node_modules',
    ...globSync('{packages,connectors}/*/{node_modules,dist}', { cwd: root }),
  ]
  for (const link of [...links, 'test/node_modules']) {
    if (!existsSync(path.join(root, link))) continue
    mkdirSync(path.dirname(path.join(folder, link)), { recursive: true })
    symlinkSync(path.join(root, link), path.join(folder, link))
  }
  return {
    folder,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
