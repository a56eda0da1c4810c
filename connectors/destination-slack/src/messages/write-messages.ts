import {
  findThenWrite,
  outcomeFromError,
  rejected,
  type FieldDefinitions,
  type FindThenWriteSteps,
} from '@revetl/sdk'
import type { Batch, Change, Outcome, RunContext } from '@revetl/sdk'
import { deleteMessage, updateMessage } from '../client.ts'
import type { Config } from '../config.ts'
import { fromRemoteId, outcomeOf } from '../answers/outcomes.ts'
import { toContent } from './content.ts'
import { findMessages } from './find-messages.ts'
import { callOf, post } from './post-message.ts'
import { threadKeyOf } from './thread.ts'

type Ctx = RunContext<Config>

/** Writes a batch: messages first, then the answers in their threads; one after the other in a channel's own object. */
export async function writeMessages(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const lost = batch.changes.filter((change) => !isFindable(batch, change))
  const rest = batch.changes.filter((change) => isFindable(batch, change))
  const heads = rest.filter((change) => threadKeyOf(change) === undefined)
  const replies = rest.filter((change) => threadKeyOf(change) !== undefined)
  const outcomes = lost.map((change) => noKey(batch, change))
  if (heads.length > 0) outcomes.push(...(await writePart({ ...batch, changes: heads }, ctx)))
  if (replies.length === 0) return outcomes
  try {
    return [...outcomes, ...(await writePart({ ...batch, changes: replies }, ctx))]
  } catch (error) {
    // What was posted before it stays said.
    if (heads.length === 0) throw error
    return [...outcomes, ...replies.map((change) => outcomeFromError(change, error))]
  }
}

const isFindable = ({ matchOn }: Batch, change: Change): boolean =>
  matchOn.every((name) => (change.fields[name] ?? '') !== '')

function noKey({ matchOn }: Batch, change: Change): Outcome {
  const field = matchOn.find((name) => (change.fields[name] ?? '') === '') ?? 'key'
  const message = `${field} has no value, so the message cannot be found again.`
  return rejected(change, { code: 'REV_VALUE_INVALID', message, field })
}

async function writePart(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  // Messages of which rev knows the id, and Slack says that they are gone.
  const gone = new Set<string>()
  const outcomes = await findThenWrite(stepsOf(batch, gone))(batch, ctx)
  if (batch.operation !== 'delete' || ctx.config.historyMessages > 0) return outcomes
  const changes = new Map(batch.changes.map((change) => [change.id, change]))
  return outcomes.map((outcome) => {
    const change = changes.get(outcome.id)
    const isGuess = outcome.status === 'ok' && outcome.effect === 'unchanged'
    return isGuess && change !== undefined && !gone.has(outcome.id) ? forgotten(change) : outcome
  })
}

function stepsOf(batch: Batch, gone: Set<string>): FindThenWriteSteps<FieldDefinitions, Config> {
  const noted = (outcome: Outcome): Outcome => {
    if (outcome.status === 'skipped') gone.add(outcome.id)
    return outcome
  }
  return {
    // In its own object a channel gets its messages in the order of the records.
    inFlightMax: batch.object.name === 'messages' ? 8 : 1,
    find: findMessages,
    update: async (change, remoteId, ctx) => noted(await update(batch, change, remoteId, ctx)),
    remove: async (change, remoteId, ctx) =>
      noted(
        outcomeOf(
          change,
          await deleteMessage(ctx, fromRemoteId(remoteId)),
          callOf(batch, change, 'deleted'),
        ),
      ),
    create: async (change, ctx) => {
      // A record that has changed was posted once: without its id, another message would be a second one.
      const isForgotten = change.kind === 'changed' && !gone.has(change.id)
      return isForgotten ? forgotten(change) : post(batch, change, ctx)
    },
  }
}

function forgotten(change: Change): Outcome {
  const message =
    'rev no longer knows which message this is, and posts no second one. Set historyMessages to have it looked for.'
  return rejected(change, { code: 'REV_RECORD_CONFLICT', message })
}

async function update(batch: Batch, change: Change, remoteId: string, ctx: Ctx): Promise<Outcome> {
  const content = toContent(change, ctx.config)
  if ('refusal' in content) return content.refusal
  const response = await updateMessage(ctx, { ...fromRemoteId(remoteId), ...content.changing })
  return outcomeOf(change, response, callOf(batch, change, 'updated'))
}
