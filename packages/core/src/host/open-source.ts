import { RevError, type ModelRead, type ReadRequest, type Source } from '@revetl/sdk'
import { endableRead } from '@revetl/sdk/host'
import type { OpenSource } from '../open-connections.ts'
import type { Connection } from '../connection.ts'
import type { HostServices } from './host-services.ts'
import { askConnector, takeCheckResult } from './ask-connector.ts'
import { located } from './locate-error.ts'
import { openChildSource } from './child/open-child-source.ts'
import { openConnector } from './open-connector.ts'
import { runsInChild } from '../runs-in-child.ts'

/** Starts a source, in this process or in one of its own. */
export async function openSource(
  connection: Connection,
  services: HostServices,
): Promise<OpenSource> {
  if (runsInChild(connection)) return openChildSource(connection, services)
  const source = await loadSource(connection)
  const opened = await openConnector(source, connection, services)
  const context = (signal: AbortSignal) =>
    opened.context({ signal, resendable: true, readOnly: true })
  const writing = (signal: AbortSignal) => opened.context({ signal, resendable: false })
  const { duckdbQuery, pushdown } = source
  const read = async (request: ReadRequest, signal: AbortSignal): Promise<ModelRead> => {
    const left = new AbortController()
    const started = await source.read(request, context(AbortSignal.any([signal, left.signal])))
    return endableRead(started, () => left.abort())
  }
  const redact = (text: string) => opened.gateway.redact(text)
  return {
    check: (signal) =>
      located(connection, redact, () =>
        askConnector({ clock: services.clock, signal, what: 'check' }, async (limit) =>
          takeCheckResult(await source.check(context(limit))),
        ),
      ),
    discover: (signal) =>
      located(connection, redact, () =>
        askConnector({ clock: services.clock, signal, what: 'discovery' }, (limit) =>
          source.discover(context(limit)),
        ),
      ),
    describe: (request, signal) =>
      located(connection, redact, () => source.describe(request, context(signal))),
    read: (request, signal) => located(connection, redact, () => read(request, signal)),
    duckdbQuery:
      duckdbQuery &&
      ((request, signal) =>
        located(connection, redact, () => duckdbQuery(request, context(signal)))),
    pushdown: pushdown && {
      dialect: pushdown.dialect,
      model: (request, signal) =>
        located(connection, redact, () => pushdown.model(request, context(signal))),
      prepare: (schema, signal) =>
        located(connection, redact, () => pushdown.prepare(schema, writing(signal))),
      execute: (statements, signal) =>
        located(connection, redact, () => pushdown.execute(statements, writing(signal))),
    },
    redact,
    login: opened.gateway.login,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

async function loadSource({ connector, name, place }: Connection): Promise<Source> {
  const definition = await connector.load()
  if (definition.kind === 'source') return definition
  throw new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to open ${name}: ${connector.packageName} is no source.`,
    {
      place,
    },
  )
}
