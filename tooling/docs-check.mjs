// Checks that the docs are true where a program can tell.
import { checkDocComments } from './docs/doc-comments.mjs'
import { readTextFiles } from './docs/files.mjs'
import { checkGenerated } from './docs/generated.mjs'
import { checkLinks } from './docs/links.mjs'
import { checkSnippets } from './docs/snippets.mjs'
import { checkErrorCodes, checkLengths, checkStrayText } from './docs/text-rules.mjs'
import { root } from './process.mjs'

const generated = checkGenerated(root, { writes: process.argv.includes('--write') })
const files = readTextFiles(root)
const problems = [
  ...generated,
  ...checkLinks(root, files),
  ...checkLengths(files),
  ...checkStrayText(files),
  ...checkErrorCodes(root, files),
  ...checkDocComments(root),
  ...checkSnippets(root, files),
]
for (const { file, line, message } of problems) console.error(`${file}:${line} ${message}`)
process.exitCode = problems.length > 0 ? 1 : 0
