import {
  rejected,
  retry,
  type Batch,
  type Change,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { postMessage } from '../client.ts'
import type { Config } from '../config.ts'
import { outcomeOf, type WriteCall } from '../answers/outcomes.ts'
import { addressOf, destinationOf } from './address.ts'
import { toContent } from './content.ts'
import { eventType, keyHash, keyText } from './key-hash.ts'
import { threadKeyOf, threadOf } from './thread.ts'

type Ctx = RunContext<Config>

/** How a call for a change is understood. */
export function callOf(batch: Batch, change: Change, effect: WriteCall['effect']): WriteCall {
  const { field } = addressOf(batch, change)
  return { effect, ...(field === undefined ? {} : { placeField: field }) }
}

/** Posts a new message, in its thread where it has one. */
export async function post(batch: Batch, change: Change, ctx: Ctx): Promise<Outcome> {
  const content = toContent(change, ctx.config)
  if ('refusal' in content) return content.refusal
  const address = addressOf(batch, change)
  if (address.value === '') {
    const message = 'The message has neither a channel nor the email of a person.'
    return rejected(change, { code: 'REV_VALUE_INVALID', message })
  }
  const thread = await threadOf(batch, change, ctx)
  if (thread === undefined && threadKeyOf(change) !== undefined) {
    return retry(change, { message: 'The message that thread_key names is not posted yet.' })
  }
  const channel = await destinationOf(ctx, address)
  if (channel === undefined) {
    const message = 'Slack knows nobody with this address.'
    return rejected(change, { message, field: 'email', vendorCode: 'users_not_found' })
  }
  const key = keyText(change.fields['key'])
  const response = await postMessage(
    ctx,
    {
      channel,
      ...content.changing,
      ...content.fixed,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(key === ''
        ? {}
        : { metadata: { event_type: eventType, event_payload: { key: keyHash(key) } } }),
    },
    channel,
  )
  return outcomeOf(change, response, callOf(batch, change, 'created'))
}
