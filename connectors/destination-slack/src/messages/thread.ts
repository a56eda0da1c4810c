import { idMap, type Batch, type Change, type RunContext } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { fromRemoteId } from '../answers/outcomes.ts'
import { addressOf, conversationOf } from './address.ts'
import { findOwn } from './history.ts'
import { keyHash, keyText } from './key-hash.ts'

type Ctx = RunContext<Config>

/** The key of the message in whose thread a message answers. */
export function threadKeyOf(change: Change): string | undefined {
  const text = keyText(change.fields['thread_key'])
  return text === '' ? undefined : text
}

/** The `ts` of that message: the one that rev remembers, or finds in the channel. */
export async function threadOf(
  batch: Batch,
  change: Change,
  ctx: Ctx,
): Promise<string | undefined> {
  const key = threadKeyOf(change)
  if (key === undefined) return undefined
  const address = addressOf(batch, change)
  const names = address.field === undefined ? ['key'] : [address.field, 'key']
  // The key of the other message may have come as a number, or as a text.
  const forms = [
    change.fields['thread_key'] ?? null,
    key,
    /^\d{1,15}$/.test(key) ? Number(key) : key,
  ]
  const known = await idMap(ctx.cache, batch.object.name, names).get(
    forms.map((form) => (address.field === undefined ? [form] : [address.value, form])),
  )
  const remembered = known.find((id) => id !== undefined)
  const remoteId = remembered ?? (await foundParent(ctx, address, key))
  return remoteId === undefined ? undefined : fromRemoteId(remoteId).ts
}

async function foundParent(
  ctx: Ctx,
  address: ReturnType<typeof addressOf>,
  key: string,
): Promise<string | undefined> {
  if (ctx.config.historyMessages === 0) return undefined
  const channel = await conversationOf(ctx, address)
  if (channel === undefined) return undefined
  const [found] = await findOwn(ctx, channel, { wanted: [keyHash(key)], isInDoubt: false })
  return found
}
