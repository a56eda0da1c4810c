import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const bin = path.resolve(import.meta.dirname, '../../src/bin/manifest.ts')
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rev-manifest-'))
  await mkdir(path.join(folder, 'dist'))
})
afterEach(() => rm(folder, { recursive: true }))

const rev = { kind: 'destination', id: 'acme', apiVersion: 1, manifest: 'dist/manifest.json' }
const source = path.resolve(import.meta.dirname, 'acme.ts')

async function writePackage(
  packageJson: object,
  code = `export { acme as default } from ${JSON.stringify(source)}`,
) {
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ type: 'module', ...packageJson }),
  )
  await writeFile(path.join(folder, 'dist/index.js'), code)
}

function runBin(...args: string[]): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, folder, ...args], (error, _stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stderr })
    })
  })
}
const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } }

test('writes the manifest where package.json says, the same bytes each time', async () => {
  await writePackage({ rev, exports })
  expect(await runBin()).toEqual({ code: 0, stderr: '' })
  const file = path.join(folder, 'dist/manifest.json')
  const first = await readFile(file, 'utf8')
  expect(JSON.parse(first)).toMatchObject({ id: 'acme', kind: 'destination' })
  expect(await runBin()).toEqual({ code: 0, stderr: '' })
  expect(await readFile(file, 'utf8')).toBe(first)
})

test('--check tells a manifest that the code has left behind', async () => {
  await writePackage({ rev, exports })
  expect(await runBin('--check')).toMatchObject({ code: 1 })
  await runBin()
  expect(await runBin('--check')).toEqual({ code: 0, stderr: '' })
})

test.for<[string, object, string | undefined, string]>([
  [
    'another id in package.json',
    { rev: { ...rev, id: 'other' }, exports },
    undefined,
    'rev.id is other, the code says acme',
  ],
  ['no rev block', { exports }, undefined, 'it has no "rev" block'],
  ['no default export', { rev, exports }, 'export const x = 1', 'default export'],
  ['code that throws', { rev, exports }, 'throw new Error("boom")', 'boom'],
  [
    'a broken definition',
    { rev, exports },
    'export default { apiVersion: 1, kind: "destination" }',
    'Failed to load id',
  ],
])('refuses %s', async ([, packageJson, code, part]) => {
  await writePackage(packageJson, code)
  const { code: exit, stderr } = await runBin()
  expect(exit).toBe(2)
  expect(stderr).toContain('REV_CONNECTOR_INVALID')
  expect(stderr).toContain(part)
  expect(stderr).not.toContain('    at ')
})
