import { idMap, jsonObject, jsonText, RevError } from '@revetl/sdk'
import type { Batch, Change, Context } from '@revetl/sdk'
import { findUser, openConversation } from '../client.ts'
import type { Config } from '../config.ts'
import { meaningOf } from '../answers/error-table.ts'
import { readCall, readCallAnswer, refusedCall } from '../answers/read-answer.ts'
import { allConversations } from './conversations.ts'

type Ctx = Context<Config>

/** Where a message goes: a field of the record says so, or the object is the channel. */
export interface Address {
  readonly field: 'channel' | 'email' | undefined
  readonly value: string
}

/** The address of a change. */
export function addressOf(
  { object, matchOn }: Pick<Batch, 'object' | 'matchOn'>,
  change: Change,
): Address {
  return addressOfKey(object.name, matchOn, (name) => change.fields[name])
}

/** The address by the values of the match fields. */
export function addressOfKey(
  object: string,
  matchOn: readonly string[],
  valueOf: (name: string) => unknown,
): Address {
  if (object !== 'messages') return { field: undefined, value: object }
  const isPerson =
    matchOn.includes('email') || (matchOn.length === 0 && !hasText(valueOf('channel')))
  const field = isPerson ? 'email' : 'channel'
  const value = valueOf(field)
  return { field, value: typeof value === 'string' ? value : '' }
}

const hasText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/**
 * What `chat.postMessage` takes: an id, or the name of a channel. A person is looked up by address.
 * @returns undefined where Slack knows no such person
 */
export async function destinationOf(
  ctx: Ctx,
  { field, value }: Address,
): Promise<string | undefined> {
  return field === 'email' ? userOf(ctx, value) : value
}

async function userOf(ctx: Ctx, email: string): Promise<string | undefined> {
  const known = idMap(ctx.cache, 'users', ['email'])
  const [remembered] = await known.get([[email]])
  if (remembered !== undefined) return remembered
  const answer = await readCallAnswer(findUser(ctx, email))
  if (answer.kind === 'no') {
    if (meaningOf(answer.error) === 'place') return undefined
    throw refusedCall(answer.error, answer.message, 'find a person by email')
  }
  const id = answer.kind === 'yes' ? jsonText(jsonObject(answer.body['user'])['id']) : undefined
  if (id === undefined) throw noId('user')
  await known.set([[[email], id]])
  return id
}

const isId = /^[CGD][A-Z0-9]{5,}$/
const isUser = /^[UW][A-Z0-9]{5,}$/

/**
 * The id of the conversation, which reading takes: a name is looked up, a person's conversation opened.
 * @returns undefined where Slack knows no such person
 */
export async function conversationOf(ctx: Ctx, address: Address): Promise<string | undefined> {
  const destination = await destinationOf(ctx, address)
  if (destination === undefined) return undefined
  if (isId.test(destination)) return destination
  if (isUser.test(destination)) return directMessages(ctx, destination)
  const name = destination.replace(/^#/, '')
  const known = idMap(ctx.cache, 'conversations', ['name'])
  const [remembered] = await known.get([[name]])
  if (remembered !== undefined) return remembered
  const found = (await allConversations(ctx)).find((one) => one.name === name)
  if (found === undefined) {
    throw new RevError(
      'REV_CONFIG_INVALID',
      `Failed to find the channel #${name}: Slack lists none.`,
      {
        delivery: 'not-applied',
        hint: 'Check its name, and that the app may see it.',
      },
    )
  }
  await known.set([[[name], found.id]])
  return found.id
}

async function directMessages(ctx: Ctx, user: string): Promise<string> {
  const { channel } = await readCall(openConversation(ctx, user), 'open direct messages')
  const id = jsonText(jsonObject(channel)['id'])
  if (id === undefined) throw noId('conversation')
  return id
}

const noId = (what: string): RevError =>
  new RevError('REV_HTTP_BODY', `Slack names no id of the ${what}.`, { delivery: 'not-applied' })
