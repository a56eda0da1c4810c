import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { CheckFailure } from '../checks/check-failure.ts'
import { PackageUnderTest } from '../package/package-under-test.ts'

const run = promisify(execFile)

/** A package as npm would unpack it. */
export interface UnpackedPackage extends AsyncDisposable {
  readonly package: PackageUnderTest
}

/**
 * Puts the files that npm would pack into an empty folder, beside the dependencies that the package declares. Nothing
 * is fetched: the dependencies are those that lie beside the package now.
 */
export async function unpackAlone(subject: PackageUnderTest): Promise<UnpackedPackage> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-unpacked-')))
  const modules = path.join(root, 'node_modules')
  const folder = path.join(modules, subject.name)
  await mkdir(folder, { recursive: true })
  for (const file of await packedFiles(subject)) {
    await cp(path.join(subject.folder, file), path.join(folder, file), { recursive: true })
  }
  const { dependencies = {}, peerDependencies = {} } = subject.json as Record<
    string,
    Record<string, string> | undefined
  >
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    await linkDependency(subject, name, modules)
  }
  return {
    package: await PackageUnderTest.open(folder),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

async function packedFiles({ folder }: PackageUnderTest): Promise<readonly string[]> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error']
  const { stdout } = await run('npm', args, { cwd: folder, maxBuffer: 16 << 20 })
  const [packed] = JSON.parse(stdout) as { files: readonly { path: string }[] }[]
  return (packed?.files ?? []).map((file) => file.path)
}

async function linkDependency(
  { folder }: PackageUnderTest,
  name: string,
  modules: string,
): Promise<void> {
  let at = folder
  while (!existsSync(path.join(at, 'node_modules', name))) {
    if (at === path.dirname(at)) {
      throw new CheckFailure({
        expected: `the declared dependency ${name} beside the package`,
        got: 'none; install the package first',
      })
    }
    at = path.dirname(at)
  }
  const target = path.join(modules, name)
  await mkdir(path.dirname(target), { recursive: true })
  await symlink(await realpath(path.join(at, 'node_modules', name)), target)
}
