// The TypeScript in the docs compiles, against the published entries.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { lineAt } from './files.mjs'

/** @import { Problem, TextFile } from './files.mjs' */
/** @typedef {{ file: string, name: string, text: string }} Snippet */

// Inside test/, because that member of the workspace depends on every published package.
const folder = 'test/node_modules/.cache/snippets'

const compilerOptions = {
  noEmit: true,
  composite: false,
  rootDir: '../../../..',
  // A sample shows a shape; what it leaves out is not the point.
  noUnusedLocals: false,
  exactOptionalPropertyTypes: false,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: false,
}

/**
 * @param {readonly TextFile[]} pages
 * @returns {{ snippets: Snippet[], problems: Problem[] }} each on the lines that it has in its page
 */
export function extractSnippets(pages) {
  /** @type {Snippet[]} */
  const snippets = []
  /** @type {Problem[]} */
  const problems = []
  for (const { path: file, text } of pages) {
    const blocks = text.matchAll(/^( *)```(?:ts|typescript)([^\n]*)\n([\s\S]*?)^ *```/gm)
    for (const match of blocks) {
      const [, , info = '', code = ''] = match
      const line = lineAt(text, match.index)
      if (/\bno-check\b/.test(info)) {
        if (/\bno-check\s+\S/.test(info)) continue
        problems.push({ file, line, message: 'no-check needs a reason: ```ts no-check because …' })
      }
      const name = `${file.replace(/[^a-z0-9]+/gi, '-')}-${line}.ts`
      // `export {}` makes it a module; the line breaks keep its line numbers.
      snippets.push({ file, name, text: `${'\n'.repeat(line)}${code}\nexport {}\n` })
    }
  }
  return { snippets, problems }
}

/**
 * @param {string} root
 * @param {readonly TextFile[]} files
 * @returns {Problem[]}
 */
export function checkSnippets(root, files) {
  const pages = files.filter(({ path: file }) => file.endsWith('.md'))
  const { snippets, problems } = extractSnippets(pages)
  const cache = path.join(root, folder)
  rmSync(cache, { recursive: true, force: true })
  if (snippets.length === 0) return problems
  mkdirSync(cache, { recursive: true })
  for (const { name, text } of snippets) writeFileSync(path.join(cache, name), text)
  writeFileSync(
    path.join(cache, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(root, 'tooling/tsconfig.base.json'),
      compilerOptions: { ...compilerOptions, tsBuildInfoFile: null },
      files: snippets.map(({ name }) => name),
    }),
  )
  const { stdout } = spawnSync('tsc', ['-p', cache, '--pretty', 'false'], {
    cwd: cache,
    encoding: 'utf8',
  })
  return [...problems, ...toProblems(stdout, snippets)]
}

/**
 * @param {string} output of the compiler
 * @param {readonly Snippet[]} snippets
 * @returns {Problem[]}
 */
function toProblems(output, snippets) {
  return output.split('\n').flatMap((row) => {
    const match = /^(?:(.+?)\((\d+),\d+\): )?(error .+)$/.exec(row)
    if (!match) return []
    const snippet = snippets.find(({ name }) => name === path.basename(match[1] ?? ''))
    return [
      { file: snippet?.file ?? folder, line: Number(match[2] ?? 1), message: match[3] ?? row },
    ]
  })
}
