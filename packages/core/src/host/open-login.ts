import type { Login } from '@revetl/http'
import type { Connection } from '../connection.ts'
import { ChildConnection } from './child/child-connection.ts'
import type { HostServices } from './host-services.ts'
import { openConnector } from './open-connector.ts'
import { runsInChild } from '../runs-in-child.ts'

/** What users of a connection log in with. */
export interface OpenedLogin extends AsyncDisposable {
  /** Undefined where its credentials stand in the configuration, or it has none. */
  readonly login: Login | undefined
}

const noLogin: OpenedLogin = { login: undefined, [Symbol.asyncDispose]: async () => {} }

/** Starts a connector just far enough to hear how it signs in: it is asked nothing else, and sends nothing. */
export async function openLogin(
  connection: Connection,
  services: HostServices,
): Promise<OpenedLogin> {
  const { connector } = connection
  if (connector.code?.protocol === 'airbyte' || !connector.manifest.hasAuth) return noLogin
  const opened = runsInChild(connection)
    ? await ChildConnection.open(connection, services)
    : await openConnector(await connector.load(), connection, services)
  return {
    login: opened.gateway.login,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}
