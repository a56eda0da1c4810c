import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { PostgresBinaries } from './postgres-binaries.ts'

/** A Postgres server that was started here and belongs to this process. */
export interface PostgresServer {
  readonly url: string
  stop(): Promise<void>
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

interface Place {
  readonly folder: string
  readonly binaries: PostgresBinaries
  readonly owner: Owner | undefined
}

const run = promisify(execFile)

const startAttemptsMax = 3
const startTimeoutMs = 30_000

// The guard outlives a crash of this process: it reads from a pipe that only this process holds, so that the
// server ends and its folder goes as soon as this process does, however it does.
const guardScript = `
folder=$1; shift
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
{ read -r _ <&3; kill -QUIT "$server" 2>/dev/null; } &
watch=$!
wait "$server"; code=$?
kill "$watch" 2>/dev/null
rm -rf -- "$folder"
exit "$code"`

/**
 * Starts a throw-away server on 127.0.0.1 with a random port and password. It is not safe against power loss
 * (fsync is off), and its data goes with it.
 * @throws when the binaries do not run here.
 */
export async function startPostgresServer(binaries: PostgresBinaries): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(binaries)
    } catch (error) {
      // Another process may have taken the port in between.
      const isPortTaken = String(error).includes('Address already in use')
      if (!isPortTaken || attempt >= startAttemptsMax) throw error
    }
  }
}

async function startOnFreePort(given: PostgresBinaries): Promise<PostgresServer> {
  const owner = await unprivilegedUser()
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-postgres-'))
  try {
    const binaries = await reachableBinaries(given, folder, owner)
    if (owner) await chown(folder, owner.uid, owner.gid)
    const place = { folder, owner, binaries }
    const password = await initializeData(place)
    const port = await freePort()
    const stop = await startServer(place, port)
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Postgres refuses to run as root: the user `postgres` where there is one, else `nobody`. */
async function unprivilegedUser(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
    } catch {
      // The next name.
    }
  }
  throw new Error('Postgres does not run as root, and this machine has no user postgres or nobody')
}

/** Copies the installation where the user that runs the server may not enter its folder, such as /root. */
async function reachableBinaries(
  binaries: PostgresBinaries,
  folder: string,
  owner: Owner | undefined,
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
async function initializeData({ folder, binaries, owner }: Place): Promise<string> {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** @returns what stops the server, once it accepts connections. */
async function startServer(place: Place, port: number): Promise<() => Promise<void>> {
  const { folder, binaries, owner } = place
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
  const server = [binaries.postgres, '-D', path.join(folder, 'data'), ...flags]
  // Its own process group: Ctrl-C reaches this process only, and the guard does the rest.
  const guard = spawn('/bin/sh', ['-c', guardScript, 'sh', folder, ...server], {
    ...owner,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  await untilReady(guard)
  letProcessEnd(guard)
  return () => stopServer(guard)
}

async function untilReady(guard: ChildProcess): Promise<void> {
  let log = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (why: string): void => reject(new Error(`Postgres did not start: ${why}\n${log}`))
  const failOnExit = (code: number | null): void => fail(`exit code ${code}`)
  const timer = setTimeout(() => {
    guard.stdin?.end()
    fail(`not ready after ${startTimeoutMs} ms`)
  }, startTimeoutMs)
  guard.once('error', (error) => fail(error.message))
  guard.once('exit', failOnExit)
  // It is read to the end, since a full pipe would stop the server.
  guard.stderr?.on('data', (chunk: Buffer) => {
    log = `${log}${chunk.toString()}`.slice(-4096)
    if (log.includes('ready to accept connections')) resolve()
  })
  try {
    await promise
  } finally {
    clearTimeout(timer)
    guard.off('exit', failOnExit)
  }
}

/** A running server alone does not keep this process alive. */
function letProcessEnd(guard: ChildProcess): void {
  guard.unref()
  for (const stream of [guard.stdin, guard.stderr]) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
}

async function stopServer(guard: ChildProcess): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return
  guard.ref()
  const ended = once(guard, 'exit')
  guard.stdin?.end()
  await ended
}
