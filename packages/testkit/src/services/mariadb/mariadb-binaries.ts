import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import path from 'node:path'

/** The two programs of a MariaDB installation that a throw-away server needs. */
export interface MariadbBinaries {
  readonly installDb: string
  readonly server: string
}

// A server program lies where only root looks for one.
const usualFolders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin']
const homebrewFolders = ['/opt/homebrew/opt/mariadb/bin', '/usr/local/opt/mariadb/bin']

/**
 * Looks for MariaDB on `PATH` and where Linux distributions and Homebrew put it.
 * @returns undefined where there is none.
 */
export async function findMariadbBinaries(): Promise<MariadbBinaries | undefined> {
  const onPath = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
  const folders = [...onPath, ...usualFolders, ...homebrewFolders]
  const [installDb, server] = await Promise.all([
    findProgram(folders, 'mariadb-install-db'),
    findProgram(folders, 'mariadbd'),
  ])
  return installDb !== undefined && server !== undefined ? { installDb, server } : undefined
}

async function findProgram(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.join(folder, name)
    try {
      await access(file, constants.X_OK)
      return file
    } catch {
      // The next folder.
    }
  }
  return undefined
}
