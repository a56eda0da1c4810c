import { idMap, jsonList, jsonObject, jsonText } from '@revetl/sdk'
import type { Context, IdMap, RunContext, ValueRecord } from '@revetl/sdk'
import { readHistory, readReplies } from '../client.ts'
import type { Config } from '../config.ts'
import { readCall } from '../answers/read-answer.ts'
import { toRemoteId } from '../answers/outcomes.ts'
import { eventType } from './key-hash.ts'

type Ctx = Context<Config>

// "We recommend no more than 200 results at a time": https://docs.slack.dev/apis/web-api/pagination (read 2026-11-27)
const pageSize = 200

/** A message of rev as Slack has it. */
export interface OwnMessage {
  readonly hash: string
  readonly remoteId: string
  readonly message: ValueRecord
}

/** The messages of rev among the latest of a conversation, or in one thread of it. */
export async function ownMessages(
  ctx: Ctx,
  channel: string,
  thread?: string,
): Promise<readonly OwnMessage[]> {
  const found: OwnMessage[] = []
  let left = ctx.config.historyMessages
  let cursor: string | undefined
  do {
    const query = {
      channel,
      limit: Math.min(pageSize, left),
      ...(thread === undefined ? {} : { ts: thread }),
      ...(cursor === undefined ? {} : { cursor }),
    }
    const read = thread === undefined ? readHistory : readReplies
    const body = await readCall(read(ctx, query), 'read the history of a channel')
    const messages = jsonList(body['messages'])
    found.push(...messages.flatMap((one) => toOwn(channel, jsonObject(one))))
    left -= pageSize
    cursor = jsonText(jsonObject(body['response_metadata'])['next_cursor'])
  } while (cursor !== undefined && left > 0)
  return found
}

function toOwn(channel: string, message: ValueRecord): readonly OwnMessage[] {
  const { event_type: type, event_payload: payload } = jsonObject(message['metadata'])
  const hash = jsonText(jsonObject(payload)['key'])
  const ts = jsonText(message['ts'])
  if (type !== eventType || hash === undefined || ts === undefined) return []
  return [{ hash, remoteId: toRemoteId(channel, ts), message }]
}

const hashes = (ctx: Ctx, channel: string): IdMap => idMap(ctx.cache, channel, ['key-hash'])

/**
 * Finds messages of rev by the hashes of their keys. A channel is read once a run, since what the run posts is
 * remembered; and again for a batch in doubt, of which a message may be there whose answer was lost.
 */
export async function findOwn(
  ctx: RunContext<Config>,
  channel: string,
  { wanted, isInDoubt }: { readonly wanted: readonly string[]; readonly isInDoubt: boolean },
): Promise<readonly (string | undefined)[]> {
  const marks = idMap(ctx.cache, channel, ['read-in-run'])
  const [mark] = await marks.get([['run']])
  if (mark !== ctx.run.id || isInDoubt) {
    const found = await ownMessages(ctx, channel)
    await hashes(ctx, channel).set(found.map(({ hash, remoteId }) => [[hash], remoteId]))
    await marks.set([[['run'], ctx.run.id]])
  }
  return hashes(ctx, channel).get(wanted.map((hash) => [hash]))
}
