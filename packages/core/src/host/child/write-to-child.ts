import { RevError, type Batch } from '@revetl/sdk'
import type { CallScope, WriteAnswer } from '../../open-connections.ts'
import { untilAborted } from '../../until-aborted.ts'
import { stopped } from './ask-child.ts'
import type { ChildConnection } from './child-connection.ts'
import type { ChildLife } from './life/child-life.ts'
import type { ChildSessions } from './child-sessions.ts'
import { cleanOutcome, cleanOutcomes, idsOf } from './clean-outcome.ts'
import { gatewayCall } from './gateway-call.ts'
import { writeLine } from './write-line.ts'

/** Hands one batch to a connector. Never throws; ends with the signal even where the connector does not. */
export async function writeToChild(
  child: ChildConnection,
  sessions: ChildSessions,
  batch: Batch,
  scope: CallScope,
): Promise<WriteAnswer> {
  let wasHanded = false
  let hasRequested = false
  const hasSent = () => {
    if (!wasHanded || hasRequested) return hasRequested
    // A connector with sockets or files of its own may have sent by them.
    const usesGateway = child.gateway.stats().attempts > 0
    return child.actsUnseen && !usesGateway ? undefined : false
  }
  try {
    const life = await untilAborted(lifeForWrite(child), scope.signal, stopped)
    sessions.check(batch)
    wasHanded = true
    const written = send(life, batch, scope, () => {
      hasRequested = true
    })
    written.catch(() => 'whoever waits is told')
    const outcomes = await untilAborted(written, scope.signal, stopped)
    const sent = hasSent()
    if (sent === false) refuseUnsentSuccess(child, outcomes)
    return { outcomes, error: undefined, hasSent: sent }
  } catch (error) {
    return { outcomes: undefined, error: error ?? new Error('nothing'), hasSent: hasSent() }
  }
}

async function lifeForWrite(child: ChildConnection): Promise<ChildLife> {
  for (;;) {
    const life = await child.life()
    await life.creditForWrite()
    if (!life.hasEnded) return life
  }
}

function send(
  life: ChildLife,
  batch: Batch,
  scope: CallScope,
  onSend: () => void,
): Promise<readonly unknown[]> {
  const outcomes: unknown[] = []
  // Two for each are worth telling one by one.
  const outcomesMax = batch.changes.length * 2 + 2
  return life.call<readonly unknown[]>(
    {
      kind: 'write',
      gateway: gatewayCall(scope, onSend),
      records: () => batch.changes.map(({ json }) => json),
    },
    (call) => writeLine(life.protocol, call, { run: scope.run, batch }),
    (message, resolve, reject) => {
      if (message.type !== 'outcome') return false
      for (const outcome of message.outcomes) {
        const ids = life.protocol === 1 ? undefined : idsOf(outcome, outcomesMax)
        if (ids === undefined) outcomes.push(cleanOutcome(outcome))
        else for (const one of cleanOutcomes(outcome, ids)) outcomes.push(one)
        if (outcomes.length < outcomesMax) continue
        reject(tooMany(batch, outcomesMax))
        return true
      }
      if (message.done) resolve(outcomes)
      return message.done
    },
  )
}

function tooMany({ changes }: Batch, atLeast: number): RevError {
  return new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to write: the connector gave ${atLeast} outcomes or more for ${changes.length} changes.`,
  )
}

/** All that such a connector can do goes through the gateway, and the gateway saw nothing. */
function refuseUnsentSuccess(child: ChildConnection, outcomes: readonly unknown[]): void {
  const claims = outcomes.filter(
    (outcome) => (outcome as { readonly status?: unknown } | null)?.status === 'ok',
  )
  if (claims.length === 0) return
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to write: ${child.connection.connector.packageName} says that ${claims.length} changes were accepted, and sent no request.`,
  )
}
