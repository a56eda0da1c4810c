import { existsSync } from 'node:fs'
import path from 'node:path'
import { build } from '../build.mjs'
import { root, run } from '../process.mjs'

const demo = ['index.ts', 'index.mjs']
  .map((file) => path.join(root, 'tooling/demo', file))
  .find((file) => existsSync(file))

if (!demo) {
  console.error('Failed to start the demo: tooling/demo/index.ts does not exist yet.')
  process.exitCode = 1
} else {
  process.exitCode =
    build({ quiet: true }) && run(process.execPath, [demo, ...process.argv.slice(2)]) ? 0 : 1
}
