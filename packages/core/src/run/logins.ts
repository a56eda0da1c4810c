import { createRedactor, type Login } from '@revetl/http'
import { RevError } from '@revetl/sdk'
import type { ConnectionLogin, Logout, OpenLogin } from '../engine.ts'
import { openLogin } from '../host/open-login.ts'
import type { Connection } from '../connection.ts'
import type { Project } from '../project.ts'
import { allConnections, findConnection } from './find-connection.ts'
import type { EngineServices } from './run-scope.ts'
import { asRevError } from './as-rev-error.ts'

/** How each connection of a project signs in; those without credentials are left out. */
export async function listLogins(services: EngineServices): Promise<readonly ConnectionLogin[]> {
  const connections = allConnections(services.project).filter(
    ({ connector }) => connector.manifest.hasAuth,
  )
  const found: ConnectionLogin[] = []
  // One after the other: each may have a process to start.
  for (const connection of connections) found.push(await describeLogin(services, connection))
  return found
}

async function describeLogin(
  services: EngineServices,
  connection: Connection,
): Promise<ConnectionLogin> {
  const { name, kind, connector } = connection
  const about = { connection: name, kind, vendor: connector.manifest.vendor.name }
  const unknown = { methods: [], status: undefined, missingScopes: [] }
  try {
    await using opened = await openLogin(connection, services.host)
    const { login } = opened
    if (login === undefined) return { ...about, ...unknown, isConfigured: true }
    const status = await login.status()
    const missingScopes = await scopesNotGranted(login, objectsOf(services.project, connection))
    return { ...about, isConfigured: false, methods: login.methods, status, missingScopes }
  } catch (error) {
    const { signal } = new AbortController()
    return {
      ...about,
      ...unknown,
      isConfigured: false,
      error: asRevError(error, signal, createRedactor(connection.secrets)),
    }
  }
}

/** Opens the login of a connection. @throws `REV_AUTH_LOGIN` where users do not log in to it */
export async function openLoginOf(services: EngineServices, name: string): Promise<OpenLogin> {
  const connection = findConnection(services.project, name)
  const opened = await openLogin(connection, services.host)
  const { login } = opened
  if (login === undefined) {
    await opened[Symbol.asyncDispose]()
    throw notByLogin(connection)
  }
  return {
    connection: name,
    vendor: connection.connector.manifest.vendor.name,
    login,
    scopes: login.scopesFor(objectsOf(services.project, connection)),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/** Logs out of a connection, or forgets what was renewed of a grant that stands in the configuration. */
export async function logOut(services: EngineServices, name: string): Promise<Logout> {
  const connection = findConnection(services.project, name)
  await using opened = await openLogin(connection, services.host)
  const { login } = opened
  const ended = await (login?.logout() ?? forgetTokens(services, name))
  const vendor = connection.connector.manifest.vendor.name
  return { connection: name, vendor, ended, isConfigured: login === undefined }
}

/** Unread: they may be without their key, which is why somebody wants them gone. */
function forgetTokens(
  { host: { tokens } }: EngineServices,
  name: string,
): Promise<'forgotten' | 'absent'> {
  return tokens.withLock(name, async () => {
    const isAbsent = await tokens.read(name).then(
      (found) => found === undefined,
      () => false,
    )
    await tokens.delete(name)
    return isAbsent ? 'absent' : 'forgotten'
  })
}

/** Scopes that objects in use need and that a login was not granted; none where nobody logged in. */
export async function scopesNotGranted(
  login: Login,
  objects: readonly string[],
): Promise<readonly string[]> {
  const status = await login.status()
  if (status === undefined) return []
  return login.scopesFor(objects).filter((scope) => !status.scopes.includes(scope))
}

/** The objects of a connection that syncs write to. */
export function objectsOf({ syncs }: Project, connection: Connection): readonly string[] {
  const used = [...syncs.values()].filter(({ destination }) => destination === connection)
  return [...new Set(used.map(({ object }) => object))]
}

function notByLogin({ name, place, connector }: Connection): RevError {
  const why = connector.manifest.hasAuth
    ? 'its credentials stand in rev.yaml'
    : 'its connector has nothing to log in to'
  return new RevError('REV_AUTH_LOGIN', `Failed to log in to ${name}: ${why}.`, {
    place,
    hint: `See with rev auth list which connections users log in to; the README of ${connector.packageName} says what it needs.`,
  })
}
