import type { GatewayCall } from '@revetl/http'
import { RevError } from '@revetl/sdk'
import type { HostMessage } from '@revetl/sdk/protocol'
import type { z } from 'zod'
import { untilAborted } from '../../until-aborted.ts'
import type { ChildConnection } from './child-connection.ts'
import type { CallKind } from './life/pending-call.ts'

/** A question that has one answer. */
export interface Question<Schema extends z.ZodType> {
  readonly kind: CallKind
  readonly gateway: GatewayCall
  readonly message: (call: number) => HostMessage
  readonly schema: Schema
}

/** Asks a connector, and checks the answer. @throws `REV_CONNECTOR_CONTRACT` for an answer of another form */
export async function askChild<Schema extends z.ZodType>(
  child: ChildConnection,
  { kind, gateway, message, schema }: Question<Schema>,
): Promise<z.output<Schema>> {
  const life = await child.life()
  const answered = life.call<z.output<Schema>>(
    { kind, gateway },
    message,
    (answer, resolve, reject) => {
      if (answer.type !== 'result') return false
      const checked = schema.safeParse(answer.value)
      if (checked.success) resolve(checked.data)
      else reject(malformed(child, kind, checked.error))
      return true
    },
  )
  answered.catch(() => 'whoever waits is told')
  return untilAborted(answered, gateway.signal, stopped)
}

/** Nobody waits any longer. */
export function stopped(): RevError {
  return new RevError('REV_OUTCOME_UNKNOWN', 'The run ended before the connector answered.', {
    delivery: 'unknown',
  })
}

function malformed(child: ChildConnection, kind: CallKind, error: z.ZodError): RevError {
  const [issue] = error.issues
  const where =
    issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`.slice(0, 500)
  return new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to ${kind}: ${child.connection.connector.packageName} gave an answer of another form${where}.`,
  )
}
