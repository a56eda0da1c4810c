import { existsSync } from 'node:fs'
import path from 'node:path'
import { ancestorFolders } from '../package-folders.ts'
import { runPackageManager } from '../npm/run-npm.ts'

/** The package manager of a project. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn'
  /** Installs one version and writes it into package.json, without running any script. */
  install(name: string, version: string): Promise<void>
  uninstall(name: string): Promise<void>
}

const lockFiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
] as const

/** The one whose lock file lies in the project or the nearest folder above; npm where there is none. */
export function packageManagerOf(projectPath: string): PackageManager {
  const found = ancestorFolders(projectPath)
    .flatMap((folder) => lockFiles.map(([file, name]) => ({ file: path.join(folder, file), name })))
    .find(({ file }) => existsSync(file))
  const name = found?.name ?? 'npm'
  const run = (args: readonly string[]) => runPackageManager(name, args, projectPath)
  const { add, remove } = commands[name]
  return {
    name,
    install: async (packageName, version) => {
      await run([...add, `${packageName}@${version}`])
    },
    uninstall: async (packageName) => {
      await run([...remove, packageName])
    },
  }
}

// npm writes `^version` into package.json, the others the version itself.
const commands = {
  npm: {
    add: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save', '--save-prefix=^'],
    remove: ['uninstall', '--ignore-scripts', '--no-audit', '--no-fund'],
  },
  pnpm: { add: ['add', '--ignore-scripts'], remove: ['remove', '--ignore-scripts'] },
  yarn: { add: ['add', '--ignore-scripts'], remove: ['remove', '--ignore-scripts'] },
} as const
