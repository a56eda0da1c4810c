import type { ReadRequest } from '@revetl/sdk'
import { resultSchemas } from '@revetl/sdk/protocol'
import type { OpenSource } from '../../open-connections.ts'
import type { Connection } from '../../project.ts'
import type { HostServices } from '../host-services.ts'
import { located } from '../locate-error.ts'
import { askChild } from './ask-child.ts'
import { ChildConnection } from './child-connection.ts'
import { childPushdown } from './child-pushdown.ts'
import { readingCall } from './gateway-call.ts'
import { readFromChild } from './read-from-child.ts'

/** Starts a source in a process of its own. */
export async function openChildSource(
  connection: Connection,
  services: HostServices,
): Promise<OpenSource> {
  const { manifest } = connection.connector
  const child = await ChildConnection.open(connection, services)
  // Its statement is run by the DuckDB of rev, which reads any file: only for who may do that anyway.
  const mayQuery = manifest.readsInDuckdb === true && manifest.permissions?.addons === true
  return {
    check: (signal) =>
      located(connection, child.redact, () =>
        askChild(child, {
          kind: 'check',
          gateway: readingCall(signal),
          message: (call) => ({ type: 'check', call }),
          schema: resultSchemas.check,
        }),
      ) as never,
    describe: (request, signal) =>
      located(connection, child.redact, () =>
        askChild(child, {
          kind: 'describe',
          gateway: readingCall(signal),
          message: (call) => ({ type: 'describe', call, request: plainRequest(request) }),
          schema: resultSchemas.columns,
        }),
      ) as never,
    read: (request, signal) =>
      located(connection, child.redact, () =>
        readFromChild(child, plainRequest(request), readingCall(signal)),
      ),
    duckdbQuery: mayQuery
      ? (request, signal) =>
          located(connection, child.redact, () =>
            askChild(child, {
              kind: 'duckdb_query',
              gateway: readingCall(signal),
              message: (call) => ({ type: 'duckdb_query', call, request: plainRequest(request) }),
              schema: resultSchemas.duckdbQuery,
            }),
          ) as never
      : undefined,
    pushdown: manifest.pushdown && childPushdown(connection, child, manifest.pushdown),
    redact: child.redact,
    login: child.gateway.login,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

/** A request as the protocol has it. */
function plainRequest(request: ReadRequest) {
  return structuredClone(request) as never
}
