import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { RegistryIndex } from '../src/index-file/registry-index.ts'

/** A temporary folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-registry-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** Writes files by path from a folder; objects as JSON. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | object>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** An index that knows no connector. */
export const emptyIndex: RegistryIndex = {
  formatVersion: 1,
  sequence: 1,
  issuedAt: '2026-11-27',
  expiresAt: '2027-11-27',
  connectors: {},
}

interface FixtureConnector {
  readonly name: string
  readonly kind: 'source' | 'destination'
  readonly id: string
  readonly code?: string
  readonly rev?: object
  readonly manifest?: object | string
}

/** The files of a connector package under a folder. */
export function connectorFiles(
  folder: string,
  { name, kind, id, code, rev, manifest }: FixtureConnector,
): Record<string, string | object> {
  const entry = `export default { kind: '${kind}', id: '${id}', apiVersion: 1 }`
  return {
    [`${folder}/package.json`]: {
      name,
      version: '1.2.3',
      type: 'module',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      rev: { kind, id, apiVersion: 1, manifest: 'dist/manifest.json', ...rev },
    },
    [`${folder}/dist/index.js`]: code ?? entry,
    [`${folder}/dist/manifest.json`]: manifest ?? {
      manifestVersion: 1,
      kind,
      id,
      apiVersion: 1,
      title: id,
      vendor: { name: id },
      configSchema: { type: 'object' },
      hasAuth: false,
      hosts: [],
      objects: {},
    },
  }
}

/** A tarball of files, given by their path in the package. */
export async function tarballOf(
  files: Readonly<Record<string, string | object>>,
): Promise<Uint8Array> {
  const folder = await temporaryFolder()
  const inside = Object.entries(files).map(([name, content]) => [`package/${name}`, content])
  await writeFiles(folder, Object.fromEntries(inside) as typeof files)
  await promisify(execFile)('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder })
  return readFile(path.join(folder, 'package.tgz'))
}
