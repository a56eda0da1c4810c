import type { OpenSource } from '../../open-connections.ts'
import type { Connection } from '../../connection.ts'
import type { HostServices } from '../host-services.ts'
import { located } from '../locate-error.ts'
import { ChildConnection } from './child-connection.ts'
import { childPushdown } from './child-pushdown.ts'
import { ChildQuestions, plainRequest } from './child-questions.ts'
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
  const questions = new ChildQuestions(child)
  return {
    check: (signal) => questions.check(signal),
    discover: (signal) => questions.discoverTables(signal),
    describe: (request, signal) => questions.describe(request, signal),
    read: (request, signal) =>
      located(connection, child.redact, () =>
        readFromChild(child, plainRequest(request), readingCall(signal)),
      ),
    duckdbQuery: mayQuery ? (request, signal) => questions.duckdbQuery(request, signal) : undefined,
    pushdown: manifest.pushdown && childPushdown(connection, child, manifest.pushdown),
    redact: child.redact,
    login: child.gateway.login,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
