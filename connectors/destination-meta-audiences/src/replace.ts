import { hash } from 'node:crypto'
import {
  configError,
  RevError,
  type Batch,
  type OperationSession,
  type Outcome,
  type RunContext,
  type SessionInfo,
} from '@revetl/sdk'
import { answerOf } from './answers/outcomes.ts'
import { replaceUsers, type Payload } from './client.ts'
import type { Config } from './config.ts'
import type { Member } from './identifiers/identify.ts'
import { prepareMembers, request, sendMembers } from './send-members.ts'

type Ctx = RunContext<Config>

/** A replacement under way. */
interface Replacement {
  readonly sessionId: number
  /** The number of the next batch. */
  batch: number
  /** A member that was taken already: with it the replacement is ended. */
  last: { readonly member: Member; readonly payload: Payload } | undefined
}

const open = new WeakMap<Config, Map<string, Replacement>>()

/** Replaces the members of an audience: they leave or come with the batch that is marked as the last one. */
export const replaceSession: OperationSession<Config> = {
  open: async ({ id, object }, ctx) => {
    const sessionId = sessionNumber(`${id} ${object.name}`)
    sessionsOf(ctx).set(keyOf(object, ctx), { sessionId, batch: 1, last: undefined })
  },
  commit,
  // A replacement without its last batch is none, and Meta forgets it.
  abort: async ({ object }, ctx) => {
    sessionsOf(ctx).delete(keyOf(object, ctx))
  },
}

/** Sends a batch of the replacement. A batch that failed is sent again under the same number. */
export async function replaceMembers(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const replacement = replacementOf(batch, ctx)
  const prepared = prepareMembers(batch, ctx)
  const [member] = prepared.members
  const outcomes = await sendMembers(prepared, batch, ctx, (payload) =>
    replaceUsers(ctx, batch.object.name, payload, sessionOf(replacement, false)),
  )
  const taken = outcomes.find(({ status }) => status === 'ok')
  if (member === undefined || taken === undefined) return outcomes
  replacement.batch += 1
  const own = prepared.members.find(({ change: { id } }) => id === taken.id) ?? member
  const { schema } = prepared.payload
  replacement.last = { member: own, payload: { schema, data: [own.row] } }
  return outcomes
}

async function commit({ object }: SessionInfo, ctx: Ctx): Promise<void> {
  const replacement = replacementOf({ object }, ctx)
  const { last } = replacement
  if (last === undefined) {
    throw configError(
      `Failed to replace the members of ${object.name}: nobody is left to be one.`,
      {
        delivery: 'not-applied',
        hint: 'Meta empties no audience this way. Look at why all records were rejected.',
      },
    )
  }
  // Which batch is the last one is only known now: a member that is there already comes with the mark.
  const response = await request(ctx, `replace the members of ${object.name}`, () =>
    replaceUsers(ctx, object.name, last.payload, sessionOf(replacement, true)),
  )
  const { accepted } = answerOf([last.member], object.name, response)
  if (accepted?.count !== 1) {
    throw new RevError(
      'REV_OUTCOME_UNKNOWN',
      `Failed to replace the members of ${object.name}: Meta did not say that it took the last batch.`,
      { delivery: 'unknown', hint: 'Run again.' },
    )
  }
  sessionsOf(ctx).delete(keyOf(object, ctx))
}

const sessionOf = ({ sessionId, batch }: Replacement, isLast: boolean) => ({
  session_id: sessionId,
  batch_seq: batch,
  last_batch_flag: isLast,
})

/** A number that a double holds, from 1: "a unique identifier", the same for the same run. */
function sessionNumber(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 12), 16) + 1
}

function replacementOf({ object }: Pick<Batch, 'object'>, ctx: Ctx): Replacement {
  const replacement = sessionsOf(ctx).get(keyOf(object, ctx))
  if (replacement) return replacement
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to replace the members of ${object.name}: no session is open.`,
    { delivery: 'not-sent' },
  )
}

function sessionsOf({ config }: Ctx): Map<string, Replacement> {
  const sessions = open.get(config) ?? new Map<string, Replacement>()
  open.set(config, sessions)
  return sessions
}

const keyOf = ({ name }: Batch['object'], { run }: Ctx): string => JSON.stringify([run.sync, name])
