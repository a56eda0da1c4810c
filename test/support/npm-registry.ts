import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A real npm registry on 127.0.0.1, with a user who may publish. */
export interface NpmRegistry extends AsyncDisposable {
  readonly url: string
  /** Where it keeps its packages, for tests that tamper with them. */
  readonly storage: string
  /** The environment in which npm talks to it, with a cache of its own for each name. */
  env(cacheName: string): Readonly<Record<string, string>>
}

/** Starts verdaccio; what is not published here comes from the registry that npm is configured for. */
export async function startNpmRegistry(): Promise<NpmRegistry> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-npm-')))
  const storage = path.join(folder, 'storage')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const upstream = (await run('npm', ['config', 'get', 'registry'])).stdout.trim()
  const config = path.join(folder, 'config.json')
  await mkdir(storage)
  await writeFile(config, JSON.stringify(configOf(storage, upstream, folder)))
  const child = startVerdaccio(config, port)
  try {
    await untilReady(url, child)
    const npmrc = path.join(folder, 'npmrc')
    const token = await addUser(url)
    await writeFile(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\n`)
    return {
      url,
      storage,
      env: (cacheName) => ({
        npm_config_userconfig: npmrc,
        npm_config_cache: path.join(folder, `cache-${cacheName}`),
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_update_notifier: 'false',
        npm_config_loglevel: 'error',
      }),
      [Symbol.asyncDispose]: async () => {
        await stop(child)
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      },
    }
  } catch (error) {
    await stop(child)
    throw error
  }
}

/** Packages of rev and of connectors are only here; everything else may come from elsewhere. */
function configOf(storage: string, upstream: string, folder: string): object {
  const own = { access: '$all', publish: '$authenticated', unpublish: '$authenticated' }
  return {
    storage,
    uplinks: { upstream: { url: upstream, timeout: '60s', maxage: '60m' } },
    packages: {
      '@revetl/*': own,
      '@*/rev-*': own,
      'rev-*': own,
      '**': { access: '$all', proxy: 'upstream' },
    },
    auth: { htpasswd: { file: path.join(folder, 'htpasswd') } },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    max_body_size: '100mb',
  }
}

function startVerdaccio(config: string, port: number): ChildProcess {
  const program = path.resolve(import.meta.dirname, '../node_modules/verdaccio/bin/verdaccio')
  const args = [program, '--config', config, '--listen', `http://127.0.0.1:${port}`]
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] })
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isReady = await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
  throw new Error(`verdaccio ended with ${child.exitCode}`)
}

async function addUser(url: string): Promise<string> {
  const response = await fetch(`${url}-/user/org.couchdb.user:author`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'author', password: 'only-for-this-test' }),
  })
  const { token } = (await response.json()) as { token?: string }
  if (token === undefined) throw new Error(`verdaccio gave no token: ${response.status}`)
  return token
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return port
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => {
    child.once('exit', resolve)
  })
  child.kill()
  await ended
}
