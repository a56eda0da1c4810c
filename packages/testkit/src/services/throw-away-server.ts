import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** A server that was started here and belongs to this process. */
export interface ThrowAwayServer {
  readonly url: string
  stop(): Promise<void>
}

/** The user that a server runs as. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** A folder of its own for a server, and a port that was free a moment ago. */
export interface ServerPlace {
  readonly folder: string
  readonly port: number
  /** undefined where this process itself is unprivileged. */
  readonly owner: Owner | undefined
}

/** How one kind of server is started. */
export interface ServerRecipe {
  /** The name in messages. */
  readonly name: string
  /** Users to run as where this process is root; most databases refuse to be. None: as this process. */
  readonly users: readonly string[]
  /** Makes the data folder. @returns the command of the server, and its URL */
  readonly prepare: (
    place: ServerPlace,
  ) => Promise<{ readonly command: readonly string[]; readonly url: string }>
  /** What it writes to its error output once it accepts connections. */
  readonly readyText: string
  /** How long that may take, in milliseconds; default a minute. */
  readonly startTimeoutMs?: number
}

const run = promisify(execFile)

const startAttemptsMax = 3
const startTimeoutDefaultMs = 60_000

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
 * Starts a server on 127.0.0.1 with a random port, in a temporary folder. It ends with this process, at the latest.
 * @throws when it does not run here.
 */
export async function startThrowAwayServer(recipe: ServerRecipe): Promise<ThrowAwayServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(recipe)
    } catch (error) {
      // Another process may have taken the port in between.
      const isPortTaken = String(error).includes('Address already in use')
      if (!isPortTaken || attempt >= startAttemptsMax) throw error
    }
  }
}

async function startOnFreePort(recipe: ServerRecipe): Promise<ThrowAwayServer> {
  const owner = await unprivilegedUser(recipe)
  const folder = await mkdtemp(path.join(tmpdir(), `rev-${recipe.name.toLowerCase()}-`))
  try {
    if (owner) await chown(folder, owner.uid, owner.gid)
    const place = { folder, owner, port: await freePort() }
    const { command, url } = await recipe.prepare(place)
    return { url, stop: await startGuarded(place, command, recipe) }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function unprivilegedUser({ name, users }: ServerRecipe): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0 || users.length === 0) return undefined
  for (const user of users) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
    } catch {
      // The next name.
    }
  }
  throw new Error(
    `${name} does not run as root, and this machine has no user ${users.join(' or ')}`,
  )
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
async function startGuarded(
  { folder, owner }: ServerPlace,
  command: readonly string[],
  recipe: ServerRecipe,
): Promise<() => Promise<void>> {
  // Its own process group: Ctrl-C reaches this process only, and the guard does the rest.
  const guard = spawn('/bin/sh', ['-c', guardScript, 'sh', folder, ...command], {
    ...owner,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  await untilReady(guard, recipe)
  letProcessEnd(guard)
  return () => stopServer(guard)
}

async function untilReady(
  guard: ChildProcess,
  { name, readyText, startTimeoutMs = startTimeoutDefaultMs }: ServerRecipe,
): Promise<void> {
  let log = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (why: string): void => reject(new Error(`${name} did not start: ${why}\n${log}`))
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
    if (log.includes(readyText)) resolve()
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
