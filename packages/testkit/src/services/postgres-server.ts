import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, cp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { PostgresBinaries } from './postgres-binaries.ts'
import {
  startThrowAwayServer,
  type Owner,
  type ServerPlace,
  type ThrowAwayServer,
} from './throw-away-server.ts'

const run = promisify(execFile)

/**
 * Starts a throw-away server on 127.0.0.1 with a random port and password. It is not safe against power loss
 * (fsync is off), and its data goes with it.
 * @throws when the binaries do not run here.
 */
export function startPostgresServer(binaries: PostgresBinaries): Promise<ThrowAwayServer> {
  return startThrowAwayServer({
    name: 'Postgres',
    users: ['postgres', 'nobody'],
    readyText: 'ready to accept connections',
    prepare: async (place) => {
      const reachable = await reachableBinaries(binaries, place)
      const password = await initializeData(reachable, place)
      return {
        command: serverCommand(reachable, place),
        url: `postgres://postgres:${password}@127.0.0.1:${place.port}/postgres`,
      }
    },
  })
}

/** Copies the installation where the user that runs the server may not enter its folder, such as /root. */
async function reachableBinaries(
  binaries: PostgresBinaries,
  { folder, owner }: ServerPlace,
): Promise<PostgresBinaries> {
  if (!owner || (await runsAs(owner, binaries.postgres))) return binaries
  const root = path.resolve(binaries.postgres, '../..')
  const copy = path.join(folder, 'installation')
  await cp(root, copy, { recursive: true, verbatimSymlinks: true })
  const moved = (file: string): string => path.join(copy, path.relative(root, file))
  return { initdb: moved(binaries.initdb), postgres: moved(binaries.postgres) }
}

async function runsAs(owner: Owner, file: string): Promise<boolean> {
  try {
    await run(file, ['--version'], { ...owner, cwd: '/' })
    return true
  } catch {
    return false
  }
}

/** @returns the password of the user postgres. */
async function initializeData(
  binaries: PostgresBinaries,
  { folder, owner }: ServerPlace,
): Promise<string> {
  const password = randomBytes(12).toString('hex')
  const passwordFile = path.join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner) await chown(passwordFile, owner.uid, owner.gid)
  const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C']
  const data = [`--pgdata=${path.join(folder, 'data')}`, `--pwfile=${passwordFile}`, '--no-sync']
  await run(binaries.initdb, [...data, ...flags], { ...owner, cwd: folder })
  await rm(passwordFile)
  return password
}

function serverCommand(
  { postgres }: PostgresBinaries,
  { folder, port }: ServerPlace,
): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    fsync: 'off',
    full_page_writes: 'off',
    lc_messages: 'C',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return [postgres, '-D', path.join(folder, 'data'), ...flags]
}
