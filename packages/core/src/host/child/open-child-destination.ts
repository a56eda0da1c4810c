import { RevError } from '@revetl/sdk'
import { resultSchemas } from '@revetl/sdk/protocol'
import { z } from 'zod'
import type { OpenDestination } from '../../open-connections.ts'
import type { Connection } from '../../connection.ts'
import type { HostServices } from '../host-services.ts'
import { locateError, located } from '../locate-error.ts'
import { redactOutcomes } from '../redact-outcomes.ts'
import { redactThrown } from '../redact-thrown.ts'
import { ChildConnection } from './child-connection.ts'
import { ChildQuestions } from './child-questions.ts'
import { ChildSessions } from './child-sessions.ts'
import { gatewayCall } from './gateway-call.ts'
import { writeToChild } from './write-to-child.ts'

/** Starts a destination in a process of its own. */
export async function openChildDestination(
  connection: Connection,
  services: HostServices,
): Promise<OpenDestination> {
  const { manifest } = connection.connector
  const child = await ChildConnection.open(connection, services)
  const sessions = new ChildSessions(child)
  const questions = new ChildQuestions(child)
  const objectOf = (name: string) => {
    const found = Object.hasOwn(manifest.objects, name) ? manifest.objects[name] : undefined
    return found ?? manifest.dynamicObject ?? noObject(connection, name)
  }
  return {
    get quotas() {
      return child.quotas
    },
    check: (signal) => questions.check(signal),
    discover: (signal, request) => questions.discover(signal, request),
    describeObject: objectOf,
    write: async (batch, scope) => {
      const answer = await writeToChild(child, sessions, batch, scope)
      return {
        ...answer,
        outcomes: redactOutcomes(answer.outcomes, child.redact),
        error: locateError(redactThrown(answer.error, child.redact), connection),
      }
    },
    lookup: (request, scope) => {
      if (!objectOf(request.object.name).hasLookup) throw noLookup(connection, request.object.name)
      return questions.ask({
        kind: 'lookup',
        gateway: gatewayCall({ ...scope, isResendable: true }),
        message: (call) => ({
          type: 'lookup',
          call,
          run: { ...scope.run },
          request: { ...plain(request), keys: JSON.stringify(request.keys) } as never,
        }),
        schema: resultSchemas.found,
      }) as never
    },
    session: async (step, info, scope) => {
      if (objectOf(info.object.name).operations[info.operation]?.hasSession !== true) return
      await located(connection, child.redact, () => sessions.before(step, info))
      await questions.ask({
        kind: 'session',
        gateway: gatewayCall(scope),
        message: (call) => ({
          type: 'session',
          call,
          run: { ...scope.run },
          step,
          info: plain(info) as never,
        }),
        schema: z.unknown(),
      })
    },
    throttle: (afterMs) => child.gateway.throttle(afterMs),
    stats: () => {
      const { attempts, retries } = child.gateway.stats()
      return { requests: attempts, retries }
    },
    redact: child.redact,
    login: child.gateway.login,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

function plain<Value extends object>(value: Value): Value {
  return { ...value }
}

function noLookup(connection: Connection, name: string): RevError {
  return new RevError(
    'REV_CONFIG_MODE',
    `Failed to look up ${name}: ${connection.connector.packageName} cannot read it back.`,
  )
}

function noObject(connection: Connection, name: string): never {
  const known = Object.keys(connection.connector.manifest.objects).join(', ')
  throw new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to use ${name}: ${connection.name} has no such object. Expected one of ${known}.`,
  )
}
