import { isRevError, type Catalog, type Context, type DiscoveredObject } from '@revetl/sdk'
import type { Config } from './config.ts'
import { allConversations, type Conversation } from './messages/conversations.ts'
import { channel, messages } from './messages/message-object.ts'

/** Messages, and the channels that the app may see. Others can be named all the same, by their name or id. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const channels = [...(await visibleChannels(ctx))]
  channels.sort((a, b) => (a.name < b.name ? -1 : 1))
  const operations = operationsOf(ctx.config)
  return {
    objects: [
      { name: 'messages', fields: messages.fields, operations },
      ...channels.map(({ name, purpose }): DiscoveredObject => ({
        name: `#${name}`,
        ...(purpose === undefined ? {} : { title: purpose }),
        fields: channel.fields,
        operations,
      })),
    ],
    isOpen: true,
  }
}

/** Where nothing is read, nobody can tell whether an unanswered message was posted. */
function operationsOf({ historyMessages }: Config): NonNullable<DiscoveredObject['operations']> {
  const posting = historyMessages > 0 ? {} : ({ resend: 'unsafe' } as const)
  return { upsert: posting, create: posting, update: {}, delete: {}, append: {} }
}

async function visibleChannels(ctx: Context<Config>): Promise<readonly Conversation[]> {
  try {
    return await allConversations(ctx)
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_AUTH_SCOPE') throw error
    ctx.log.warn(error.message)
    return []
  }
}
