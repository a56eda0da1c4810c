import type { GatewayCall } from '@revetl/http'
import type { PushdownDialect, PushdownModel } from '@revetl/sdk'
import { resultSchemas, type HostMessage } from '@revetl/sdk/protocol'
import type { z } from 'zod'
import type { OpenPushdown } from '../../open-connections.ts'
import type { Connection } from '../../connection.ts'
import { located } from '../locate-error.ts'
import { askChild } from './ask-child.ts'
import type { ChildConnection } from './child-connection.ts'

/** The database of a source in a process of its own. */
export function childPushdown(
  connection: Connection,
  child: ChildConnection,
  dialect: PushdownDialect,
): OpenPushdown {
  const ask = <Schema extends z.ZodType>(
    signal: AbortSignal,
    schema: Schema,
    message: (call: number) => HostMessage,
  ) => {
    const gateway: GatewayCall = { signal, resendable: false }
    return located(connection, child.redact, () =>
      askChild(child, { kind: 'pushdown', gateway, message, schema }),
    )
  }
  return {
    dialect,
    model: async (request, signal) => {
      const plain = structuredClone(request) as never
      const answer = await ask(signal, resultSchemas.pushdownModel, (call) => ({
        type: 'pushdown_model',
        call,
        request: plain,
      }))
      return answer as PushdownModel
    },
    prepare: async (schema, signal) => {
      await ask(signal, resultSchemas.nothing, (call) => ({
        type: 'pushdown_prepare',
        call,
        schema,
      }))
    },
    execute: async (statements, signal) => {
      await ask(signal, resultSchemas.nothing, (call) => ({
        type: 'pushdown_execute',
        call,
        statements: [...statements],
      }))
    },
  }
}
