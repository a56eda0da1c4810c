import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { errorMessage, RevError } from '@revetl/sdk'

const run = promisify(execFile)

/** A package as a user gets it: packed, and installed in an empty folder. */
export interface CleanInstall extends AsyncDisposable {
  /** The tarball, absolute. */
  readonly tarball: string
  readonly files: readonly string[]
  readonly bytes: number
  /** Where it was installed. */
  readonly folder: string
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

/** Packs a package with npm into a folder. @throws `REV_PACKAGE_MANAGER` */
export async function packPackage(folder: string, target: string): Promise<Packed> {
  const args = ['pack', '--json', '--pack-destination', target]
  const text = await npm(args, folder)
  // What prepack prints comes before.
  const start = text.search(/^\[\s*\{/m)
  const [packed] = JSON.parse(text.slice(Math.max(0, start))) as Packed[]
  if (packed !== undefined) return packed
  throw new RevError('REV_PACKAGE_MANAGER', `Failed to pack ${folder}: npm packed nothing.`)
}

/** Packs a package, and installs the tarball with what it depends on, without scripts, in an empty folder. */
export async function packAndInstall(folder: string): Promise<CleanInstall> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-pack-')))
  const dispose = () => rm(root, { recursive: true, force: true })
  try {
    const project = path.join(root, 'project')
    await mkdir(project)
    const packed = await packPackage(folder, root)
    const tarball = path.join(root, packed.filename)
    await writeFile(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball], project)
    return {
      tarball,
      files: packed.files.map((file) => file.path),
      bytes: packed.size,
      folder: path.join(project, 'node_modules', packed.name),
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  try {
    const options = { cwd, maxBuffer: 64 << 20, shell: process.platform === 'win32' }
    const { stdout } = await run('npm', [...args, '--loglevel=error'], options)
    return stdout
  } catch (cause) {
    const { stderr = '' } = cause as { readonly stderr?: string }
    const why = stderr.trim().split('\n').slice(0, 5).join(' ') || errorMessage(cause)
    throw new RevError('REV_PACKAGE_MANAGER', `Failed to run npm ${args[0]}: ${why}`, { cause })
  }
}
