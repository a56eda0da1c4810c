import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The root of the workspace, from which nothing may leak into a package. */
export const workspaceRoot = path.resolve(import.meta.dirname, '../..')

/** Packs packages of the workspace as npm would get them. @returns the tarballs, absolute. */
export async function packWorkspace(names: readonly string[], folder: string): Promise<string[]> {
  const filters = names.flatMap((name) => ['--filter', name])
  const args = ['--yes', 'pnpm@12', '-r', ...filters, 'pack', '--pack-destination', folder]
  await run('npx', args, { cwd: workspaceRoot })
  const files = await readdir(folder)
  return files.filter((file) => file.endsWith('.tgz')).map((file) => path.join(folder, file))
}

/** Installs with npm in a folder, from its package.json and these tarballs. */
export async function npmInstall(folder: string, tarballs: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['install', ...quiet, ...tarballs], { cwd: folder, maxBuffer: 10_000_000 })
}

/** Packs one package with npm, next to its files. @returns the tarball, absolute. */
export async function npmPack(folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: folder })
  const [packed] = JSON.parse(stdout) as { readonly filename: string }[]
  if (packed === undefined) throw new Error(`npm packed nothing in ${folder}`)
  return path.join(folder, packed.filename)
}
