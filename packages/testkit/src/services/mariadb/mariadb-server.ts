import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import {
  startThrowAwayServer,
  type ServerPlace,
  type ThrowAwayServer,
} from '../throw-away-server.ts'
import type { MariadbBinaries } from './mariadb-binaries.ts'

const run = promisify(execFile)

/** The administrator of a throw-away server. */
export const mariadbUser = 'rev'

/**
 * Starts a throw-away server on 127.0.0.1 with a random port and password. It is not safe against power loss, and
 * its data goes with it.
 * @throws when the binaries do not run here.
 */
export function startMariadbServer(binaries: MariadbBinaries): Promise<ThrowAwayServer> {
  return startThrowAwayServer({
    name: 'MariaDB',
    users: ['mysql', 'nobody'],
    readyText: 'ready for connections',
    prepare: async (place) => {
      const password = randomBytes(12).toString('hex')
      await initializeData(binaries, place)
      const setup = await writeSetup(place, password)
      return {
        command: [binaries.server, ...serverFlags(place), `--init-file=${setup}`],
        url: `mysql://${mariadbUser}:${password}@127.0.0.1:${place.port}/`,
      }
    },
  })
}

async function initializeData(
  { installDb }: MariadbBinaries,
  { folder, owner }: ServerPlace,
): Promise<void> {
  const flags = ['--no-defaults', '--skip-test-db', '--auth-root-authentication-method=socket']
  const data = `--datadir=${path.join(folder, 'data')}`
  await run(installDb, [...flags, data], { ...owner, cwd: folder })
}

/** @returns the file of the statements that the server runs when it starts. */
async function writeSetup({ folder, owner }: ServerPlace, password: string): Promise<string> {
  const file = path.join(folder, 'setup.sql')
  const statements = [
    `create user '${mariadbUser}'@'%' identified by '${password}';`,
    `grant all on *.* to '${mariadbUser}'@'%' with grant option;`,
  ]
  await writeFile(file, `${statements.join('\n')}\n`, { mode: 0o600 })
  if (owner) await chown(file, owner.uid, owner.gid)
  return file
}

function serverFlags({ folder, port }: ServerPlace): readonly string[] {
  const settings = {
    datadir: path.join(folder, 'data'),
    socket: path.join(folder, 'socket'),
    'pid-file': path.join(folder, 'pid'),
    'bind-address': '127.0.0.1',
    port: String(port),
    'max-connections': '200',
    'innodb-flush-log-at-trx-commit': '0',
    'innodb-buffer-pool-size': '128M',
    // A write that waits for a lock of a test gives up while the test still runs.
    'innodb-lock-wait-timeout': '5',
    'max-allowed-packet': '64M',
    'character-set-server': 'utf8mb4',
  }
  const flags = Object.entries(settings).map(([name, value]) => `--${name}=${value}`)
  return ['--no-defaults', '--skip-name-resolve', '--skip-log-bin', ...flags]
}
