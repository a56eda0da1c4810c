import { cp, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildManifest } from '@revetl/sdk/host'
import type { AnyConnector } from '../../src/index.ts'

const good = path.join(import.meta.dirname, 'good')
const modules = path.resolve(import.meta.dirname, '../../node_modules')

/** Parts of the good connector that a broken one replaces. */
// Each is called by untyped code, as a stranger would write it.
// oxlint-disable-next-line typescript/no-explicit-any
export type AcmeParts = Readonly<Record<string, any>>

/** The module of the good connector. */
export interface AcmeModule {
  readonly default: AnyConnector
  readonly parts: AcmeParts
  readonly makeAcme: (replaced?: AcmeParts) => AnyConnector
}

/** Loads the good connector. */
export async function loadAcme(): Promise<AcmeModule> {
  return (await import(pathToFileURL(path.join(good, 'index.js')).href)) as AcmeModule
}

/** Files of the package that are written anew, each from what it was; nothing for a file that is to go. */
export type FilePatches = Readonly<Record<string, (text: string) => string | undefined>>

/** A copy of the good package in a folder of its own, built, then with some of its files changed. */
export interface AcmePackage extends AsyncDisposable {
  readonly folder: string
}

/** Makes the copy. `before` changes files before the manifest is built, `after` once it is. */
export async function copyAcme(patches: {
  readonly before?: FilePatches
  readonly after?: FilePatches
}): Promise<AcmePackage> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-acme-')))
  const folder = path.join(root, 'acme')
  await cp(good, folder, { recursive: true })
  // Another name in the repository: there it would be a package inside a package.
  await rename(path.join(folder, '_package.json'), path.join(folder, 'package.json'))
  await symlink(modules, path.join(folder, 'node_modules'))
  await applyPatches(folder, patches.before)
  const { file, text } = await buildManifest(folder)
  await writeFile(file, text)
  await applyPatches(folder, patches.after)
  return { folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}

async function applyPatches(folder: string, patches: FilePatches = {}): Promise<void> {
  for (const [name, patch] of Object.entries(patches)) {
    const file = path.join(folder, name)
    const text = patch(await readFile(file, 'utf8').catch(() => ''))
    await (text === undefined ? rm(file) : writeFile(file, text))
  }
}
