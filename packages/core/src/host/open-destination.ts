import {
  RevError,
  type Batch,
  type CheckResult,
  type Destination,
  type ObjectDefinition,
} from '@revetl/sdk'
import type { CallScope, OpenDestination, WriteAnswer } from '../open-connections.ts'
import type { Connection } from '../connection.ts'
import type { HostServices } from './host-services.ts'
import { untilAborted } from '../until-aborted.ts'
import { askConnector, takeCheckResult } from './ask-connector.ts'
import { locateError, located } from './locate-error.ts'
import { openAirbyteDestination } from './airbyte/open-airbyte-destination.ts'
import { openChildDestination } from './child/open-child-destination.ts'
import { openConnector, type OpenConnector } from './open-connector.ts'
import { redactOutcomes } from './redact-outcomes.ts'
import { redactThrown } from './redact-thrown.ts'
import { runsInChild } from '../runs-in-child.ts'

/** Starts a destination, in this process or in one of its own. */
export async function openDestination(
  connection: Connection,
  services: HostServices,
): Promise<OpenDestination> {
  if (connection.connector.code?.protocol === 'airbyte') {
    return openAirbyteDestination(connection, services)
  }
  if (runsInChild(connection)) return openChildDestination(connection, services)
  const destination = await loadDestination(connection)
  const { manifest } = connection.connector
  const opened = await openConnector(destination, connection, services)
  const reading = (signal: AbortSignal) =>
    opened.context({ signal, resendable: true, readOnly: true })
  const redact = (text: string) => opened.gateway.redact(text)
  const { clock } = services
  const ask = <Result>(
    what: string,
    signal: AbortSignal,
    work: (limit: AbortSignal) => Promise<Result>,
  ) => located(connection, redact, () => askConnector({ clock, signal, what }, work))
  const objectOf = (name: string) => findObject(connection, destination, name)
  return {
    quotas: opened.quotas,
    check: (signal) =>
      ask('check', signal, async (limit) =>
        redactWarnings(takeCheckResult(await destination.check(reading(limit))), redact),
      ),
    discover: (signal, request) =>
      ask('discovery', signal, (limit) => destination.discover(reading(limit), request)),
    describeObject: (name) =>
      manifest.objects[name] ?? manifest.dynamicObject ?? noObject(connection, destination, name),
    write: async (batch, scope) => {
      const answer = await write(opened, objectOf(batch.object.name), batch, scope)
      return { ...answer, error: locateError(answer.error, connection) }
    },
    lookup: async (request, scope) => {
      const { lookup } = objectOf(request.object.name)
      if (!lookup) {
        throw new RevError(
          'REV_CONFIG_MODE',
          `Failed to look up ${request.object.name}: ${connection.connector.packageName} cannot read it back.`,
        )
      }
      return located(connection, redact, () => {
        const found = lookup(request, runContext(opened, { ...scope, isResendable: true }))
        return untilAborted(found, scope.signal, unanswered)
      })
    },
    session: async (step, info, scope) => {
      const session = objectOf(info.object.name).operations[info.operation]?.session
      if (!session) return
      await located(connection, redact, () =>
        untilAborted(
          session[step](info, runContext(opened, scope, scope.beforeSend)),
          scope.signal,
          unanswered,
        ),
      )
    },
    throttle: (afterMs) => opened.gateway.throttle(afterMs),
    stats: () => {
      const { attempts, retries } = opened.gateway.stats()
      return { requests: attempts, retries }
    },
    redact,
    login: opened.gateway.login,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/** One call of a connector's `write`. Never throws; ends with the signal even where the connector does not. */
async function write(
  opened: OpenConnector,
  object: ObjectDefinition,
  batch: Batch,
  scope: CallScope,
): Promise<WriteAnswer> {
  const before = opened.gateway.stats().attempts
  const redact = (text: string) => opened.gateway.redact(text)
  let hasSent = false
  const ctx = runContext(opened, scope, () => {
    scope.beforeSend?.()
    hasSent = true
  })
  // A connector that never used the gateway may have sent by other means.
  const sent = () =>
    hasSent || before > 0 || opened.gateway.stats().attempts > 0 ? hasSent : undefined
  try {
    const operation = object.operations[batch.operation]
    if (!operation) {
      throw new RevError(
        'REV_CONFIG_MODE',
        `${batch.object.name} has no operation ${batch.operation}.`,
      )
    }
    const said = await untilAborted(operation.write(batch, ctx), scope.signal, unanswered)
    const outcomes = redactOutcomes(said, redact)
    return { outcomes, error: undefined, hasSent: sent() }
  } catch (error) {
    const thrown = redactThrown(error ?? new Error('nothing'), redact)
    return { outcomes: undefined, error: thrown, hasSent: sent() }
  }
}

function unanswered(): RevError {
  return new RevError('REV_OUTCOME_UNKNOWN', 'The run ended before the destination answered.', {
    delivery: 'unknown',
  })
}

function runContext(opened: OpenConnector, scope: CallScope, onSend?: () => void) {
  const { signal, isResendable, isReadOnly, idempotencyKey, records, onDoubt, run } = scope
  return opened.context(
    {
      signal,
      resendable: isResendable,
      ...(isReadOnly === true ? { readOnly: true } : {}),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(records === undefined ? {} : { records }),
      ...(onSend === undefined ? {} : { onSend }),
      ...(onDoubt === undefined ? {} : { onDoubt }),
    },
    run,
  )
}

async function loadDestination({ connector, name, place }: Connection): Promise<Destination> {
  const definition = await connector.load()
  if (definition.kind === 'destination') return definition
  throw new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to open ${name}: ${connector.packageName} is no destination.`,
    {
      place,
    },
  )
}

function findObject(
  connection: Connection,
  destination: Destination,
  name: string,
): ObjectDefinition {
  return (
    destination.objects[name] ??
    destination.dynamicObject ??
    noObject(connection, destination, name)
  )
}

function noObject(connection: Connection, destination: Destination, name: string): never {
  throw new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to use ${name}: ${connection.name} has no such object. Expected one of ${Object.keys(destination.objects).join(', ')}.`,
  )
}

/** What a vendor says of a connection is shown to the user, so it is masked as well. */
function redactWarnings(result: CheckResult, redact: (text: string) => string): CheckResult {
  return result.warnings === undefined
    ? result
    : { ...result, warnings: result.warnings.map(redact) }
}
