// Checks what npm would get of each package.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root } from './process.mjs'

const folders = globSync('{packages,connectors}/*/package.json', { cwd: root })
  .map((file) => path.dirname(file))
  .sort()

for (const folder of folders) {
  const pkgDir = path.join(root, folder)
  const packageJson = JSON.parse(readFileSync(path.join(pkgDir, 'package.json'), 'utf8'))
  if (packageJson.private) continue
  const { messages } = await publint({ pkgDir, pack: false, strict: true, level: 'warning' })
  // A connector that lies in a package as text, to be scaffolded or to be refused, is a root of its own.
  for (const message of messages.filter(({ code }) => !code.startsWith('NESTED_'))) {
    console.error(
      `${folder}/package.json: ${formatMessage(message, packageJson, { color: false })}`,
    )
    process.exitCode = 1
  }
}

for (const folder of folders.filter((one) => one.startsWith('connectors/'))) {
  if (existsSync(path.join(root, folder, 'test/vendor-spec.config.ts'))) continue
  console.error(
    `${folder}: it does not say which description of its vendor it is held against. ` +
      'See docs/connectors/vendor-descriptions.md.',
  )
  process.exitCode = 1
}
