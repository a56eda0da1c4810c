import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Destination } from '@revetl/sdk'
import { afterAll, expect, test } from 'vitest'
import { conformanceSuite, type Conformance } from '../src/suite.ts'

// The page about vendors that take many records a call is one whole connector: it is run as it stands there.
const page = path.resolve(
  import.meta.dirname,
  '../../../docs/connectors/shapes/bulk-with-errors.md',
)
const folder = path.resolve(
  import.meta.dirname,
  '../node_modules/.cache',
  `bulk-guide-${process.pid}`,
)
const linesMax = 150

const blocks = [...(await readFile(page, 'utf8')).matchAll(/```ts\n([\s\S]*?)```/g)]
const [connector = '', tried = ''] = blocks.map(([, code = '']) => code)
await mkdir(folder, { recursive: true })
afterAll(() => rm(folder, { recursive: true }))

async function load<Content>(name: string, code: string): Promise<Content> {
  const file = path.join(folder, name)
  await writeFile(file, code)
  const { default: content } = (await import(file)) as { readonly default: Content }
  return content
}

const definition = await load<Destination>('index.ts', connector)
const conformance = await load<Conformance>('conformance.config.ts', tried)

test('an author writes at most 150 lines for a bulk vendor with two objects, tests included', () => {
  expect(Object.keys(definition.objects)).toHaveLength(2)
  const lines = `${connector}${tried}`.split('\n').filter((line) => line.trim() !== '')
  expect(lines.length).toBeLessThanOrEqual(linesMax)
})

await conformanceSuite({ definition, conformance })
