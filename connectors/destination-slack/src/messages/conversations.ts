import { isRevError, jsonList, jsonObject, jsonText, type Context, type Value } from '@revetl/sdk'
import { listConversations } from '../client.ts'
import type { Config } from '../config.ts'
import { readCall } from '../answers/read-answer.ts'

type Ctx = Context<Config>

/** A channel of the workspace. */
export interface Conversation {
  readonly id: string
  readonly name: string
  readonly purpose: string | undefined
}

// "We recommend no more than 200 results at a time": https://docs.slack.dev/apis/web-api/pagination (read 2026-11-27)
const pageSize = 200

/** All channels that the app may see and that are not archived; private ones where it has the scope. */
export async function allConversations(ctx: Ctx): Promise<readonly Conversation[]> {
  try {
    return await conversationsOf(ctx, 'public_channel,private_channel')
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_AUTH_SCOPE') throw error
    return conversationsOf(ctx, 'public_channel')
  }
}

async function conversationsOf(ctx: Ctx, types: string): Promise<readonly Conversation[]> {
  const found: Conversation[] = []
  let cursor: string | undefined
  do {
    const query = { types, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }
    const body = await readCall(listConversations(ctx, query), 'list channels')
    found.push(...jsonList(body['channels']).flatMap(toConversation))
    cursor = jsonText(jsonObject(body['response_metadata'])['next_cursor'])
  } while (cursor !== undefined)
  return found
}

function toConversation(value: Value): readonly Conversation[] {
  const { id, name, purpose } = jsonObject(value)
  const [known, title] = [jsonText(id), jsonText(name)]
  if (known === undefined || title === undefined) return []
  return [{ id: known, name: title, purpose: jsonText(jsonObject(purpose)['value']) }]
}
