import { execFile } from 'node:child_process'
import { readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

const run = promisify(execFile)
const description = path.join(import.meta.dirname, 'fixtures/shop-openapi.yaml')
const installed = path.resolve(import.meta.dirname, '../connectors/_template/node_modules')

/** The connector that a description proposes, built beside what the template has installed. */
async function scaffoldShop(): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'shop')
  const made = await rev('.', [
    'connector',
    'new',
    'shop',
    '--openapi',
    description,
    '--dir',
    folder,
  ])
  expect(made.exitCode, made.stderr).toBe(0)
  await symlink(installed, path.join(folder, 'node_modules'))
  await run(path.join(installed, '.bin/tsc'), ['-b', 'test'], { cwd: folder })
  const manifestWriter = path.join(installed, '@revetl/sdk/dist/bin/manifest.js')
  await run(process.execPath, [manifestWriter], { cwd: folder })
  return folder
}

test('what a description proposes compiles and passes the whole suite at once', async () => {
  const folder = await scaffoldShop()
  const { exitCode, result } = await revJson(folder, ['connector', 'test'])
  const { connectors } = result as {
    connectors: [{ tier: string; failed: number; results: object[] }]
  }
  const problems = connectors[0].results.filter((one) => 'failure' in one)
  expect(problems).toEqual([])
  expect(exitCode).toBe(0)
  expect(connectors[0].tier).toBe('silver')
  expect((await rev(folder, ['connector', 'docs', '--check'])).exitCode).toBe(0)
})

test('what was guessed from a description is said, in the answer and in the README', async () => {
  const folder = path.join(await temporaryFolder(), 'shop')
  const args = ['connector', 'new', 'shop', '--openapi', description, '--dir', folder]
  const { result } = await revJson('.', args)
  const { notes } = result as { notes: string[] }
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8')
  expect(notes).toContain('Left out POST /search: its request has no schema of a record.')
  for (const note of notes) expect(readme).toContain(note)
})
