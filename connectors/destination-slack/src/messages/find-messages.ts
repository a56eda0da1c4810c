import type { Batch, Change, FoundIds, RunContext } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { addressOf, conversationOf } from './address.ts'
import { findOwn, ownMessages } from './history.ts'
import { keyHash, keyText } from './key-hash.ts'
import { threadKeyOf, threadOf } from './thread.ts'

type Ctx = RunContext<Config>
type Found = readonly (readonly [changeId: string, remoteId: string])[]

/** Looks in Slack for messages that rev has no memory of, as far as the configuration lets it. */
export async function findMessages(
  changes: readonly Change[],
  ctx: Ctx,
  batch: Batch,
): Promise<ReadonlyMap<string, FoundIds>> {
  if (ctx.config.historyMessages === 0) return new Map()
  const groups = Map.groupBy(changes, (change) => JSON.stringify(addressOf(batch, change)))
  const found: (readonly [string, string])[] = []
  for (const group of groups.values()) {
    const [first] = group
    const channel = first && (await conversationOf(ctx, addressOf(batch, first)))
    if (channel === undefined) continue
    const heads = group.filter((change) => threadKeyOf(change) === undefined)
    found.push(...(await findHeads(heads, channel, ctx, batch)))
    for (const change of group) {
      if (threadKeyOf(change) !== undefined)
        found.push(...(await findReply(change, channel, ctx, batch)))
    }
  }
  return new Map(found)
}

async function findHeads(
  changes: readonly Change[],
  channel: string,
  ctx: Ctx,
  { attempt }: Batch,
): Promise<Found> {
  if (changes.length === 0) return []
  const wanted = changes.map((change) => keyHash(keyText(change.fields['key'])))
  const ids = await findOwn(ctx, channel, { wanted, isInDoubt: attempt > 1 })
  return changes.flatMap((change, index) => {
    const id = ids[index]
    return id === undefined ? [] : [[change.id, id] as const]
  })
}

/** The history of a channel does not show answers in threads: they are read thread by thread. */
async function findReply(change: Change, channel: string, ctx: Ctx, batch: Batch): Promise<Found> {
  const thread = await threadOf(batch, change, ctx)
  if (thread === undefined) return []
  const hash = keyHash(keyText(change.fields['key']))
  const own = (await ownMessages(ctx, channel, thread)).find((one) => one.hash === hash)
  return own === undefined ? [] : [[change.id, own.remoteId]]
}
