import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Bench } from '../bench/measure/run-bench.mjs'

const root = path.join(import.meta.dirname, '../..')

test('docs/performance.md explains every row of the bench and no other', async () => {
  const files = globSync('tooling/bench/*.bench.mjs', { cwd: root })
  const modules = await Promise.all(
    files.map((file) => import(path.join(root, file)) as Promise<{ benches: readonly Bench[] }>),
  )
  const names = modules.flatMap(({ benches }) => benches.flatMap((bench) => bench.names))
  const docs = readFileSync(path.join(root, 'docs/performance.md'), 'utf8')
  const rows = [...docs.matchAll(/^\| `([^`]+)` \|/gm)]
    .map(([, name]) => name)
    .filter((name) => !name?.startsWith('npm run'))
  expect(new Set(rows)).toEqual(new Set(names))
  expect(rows).toHaveLength(names.length)
})
