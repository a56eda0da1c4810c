import {
  configError,
  type FoundRecord,
  type LookupRequest,
  type RunContext,
  type Value,
} from '@revetl/sdk'
import type { Config } from '../config.ts'
import { addressOfKey, conversationOf, type Address } from './address.ts'
import { ownMessages, type OwnMessage } from './history.ts'
import { keyHash, keyText } from './key-hash.ts'

/** Reads messages back from the history of their channels; answers in threads are not in it. */
export async function lookUpMessages(
  request: LookupRequest,
  ctx: RunContext<Config>,
): Promise<readonly FoundRecord[]> {
  if (ctx.config.historyMessages === 0) {
    throw configError('Failed to look up messages: historyMessages is 0, so that none is read.', {
      hint: 'Set historyMessages, and give the app the scope channels:history.',
      delivery: 'not-applied',
    })
  }
  const { matchOn, keys, object } = request
  const at = matchOn.indexOf('key')
  const asked = keys.map((key) => ({
    key,
    hash: keyHash(keyText(key[at])),
    address: addressOfKey(object.name, matchOn, (name) => key[matchOn.indexOf(name)]),
  }))
  const groups = Map.groupBy(asked, ({ address }) => JSON.stringify(address))
  const found: FoundRecord[] = []
  for (const group of groups.values()) {
    const own = group[0] ? await messagesAt(ctx, group[0].address) : new Map<string, OwnMessage>()
    for (const { key, hash } of group) {
      const message = own.get(hash)
      if (message !== undefined) found.push(toRecord(request, key, message))
    }
  }
  return found
}

async function messagesAt(
  ctx: RunContext<Config>,
  address: Address,
): Promise<ReadonlyMap<string, OwnMessage>> {
  const channel = await conversationOf(ctx, address)
  const own = channel === undefined ? [] : await ownMessages(ctx, channel)
  return new Map(own.map((one) => [one.hash, one]))
}

function toRecord(
  { matchOn, fields }: LookupRequest,
  key: readonly Value[],
  { message, remoteId }: OwnMessage,
): FoundRecord {
  const match = Object.fromEntries(matchOn.map((name, index) => [name, key[index] ?? null]))
  const values = fields.map((name) => [name, match[name] ?? message[name] ?? null] as const)
  return { match, fields: Object.fromEntries(values), remoteId }
}
