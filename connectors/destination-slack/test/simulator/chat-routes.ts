import { route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import { missingScope, refusal, yes } from './answers.ts'
import { botUser, type Conversation, type Message, type Workspace } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

/** The methods that write: https://docs.slack.dev/reference/methods (read 2026-11-27) */
export function chatRoutes(workspace: Workspace, scopes: readonly string[]): readonly Route[] {
  const guarded = (answer: (body: Json, tools: HandlerTools) => Reply): Route['handle'] => {
    return ({ json }, _params, tools) => {
      if (!scopes.includes('chat:write')) return missingScope('chat:write', scopes)
      return answer((json ?? {}) as Json, tools)
    }
  }
  return [
    route(
      'POST',
      '/api/chat.postMessage',
      guarded((body, tools) => post(workspace, body, tools)),
    ),
    route(
      'POST',
      '/api/chat.update',
      guarded((body, { accept }) =>
        withMessage(workspace, body, 'cant_update_message', (channel, message) => {
          const refused = contentProblem(body, 4000)
          if (refused !== undefined) return refused
          const { channel: _channel, ts: _ts, ...content } = body
          // "If the text argument is provided and blocks are not provided, the blocks will be removed."
          if (content['text'] !== undefined) delete message.content['blocks']
          Object.assign(message.content, content)
          accept({ object: channel.name, operation: 'update', key: message.ts, payload: content })
          const { text } = message.content
          return yes({ channel: channel.id, ts: message.ts, text, message: showMessage(message) })
        }),
      ),
    ),
    route(
      'POST',
      '/api/chat.delete',
      guarded((body, { accept }) =>
        withMessage(workspace, body, 'cant_delete_message', (channel, message) => {
          channel.messages.splice(channel.messages.indexOf(message), 1)
          accept({ object: channel.name, operation: 'delete', key: message.ts, payload: null })
          return yes({ channel: channel.id, ts: message.ts })
        }),
      ),
    ),
  ]
}

function post(workspace: Workspace, body: Json, { accept }: HandlerTools): Reply {
  const channel = workspace.find(typeof body['channel'] === 'string' ? body['channel'] : '')
  if (channel === undefined) return refusal('channel_not_found')
  if (channel.isArchived) return refusal('is_archived')
  if (!channel.isMember) return refusal('not_in_channel')
  const refused = contentProblem(body, Infinity)
  if (refused !== undefined) return refused
  const { channel: _channel, thread_ts: thread, text, ...others } = body
  const content: Record<string, unknown> = { ...others }
  // "Slack will truncate messages containing more than 40,000 characters."
  if (typeof text === 'string') content['text'] = Array.from(text).slice(0, 40_000).join('')
  const message: Message = {
    ts: workspace.newTs(),
    user: botUser,
    threadTs: typeof thread === 'string' ? thread : undefined,
    content,
  }
  channel.messages.push(message)
  accept({ object: channel.name, operation: 'post', key: message.ts, payload: body })
  return yes({ channel: channel.id, ts: message.ts, message: showMessage(message) })
}

function withMessage(
  workspace: Workspace,
  { channel: id, ts }: Json,
  notOurs: string,
  answer: (channel: Conversation, message: Message) => Reply,
): Reply {
  // An update and a delete take ids alone.
  const channel = workspace.conversations.get(String(id))
  if (channel === undefined) return refusal('channel_not_found')
  if (channel.isArchived) return refusal('is_inactive')
  const message = channel.messages.find((one) => one.ts === ts)
  if (message === undefined) return refusal('message_not_found')
  return message.user === botUser ? answer(channel, message) : refusal(notOurs)
}

const isEmpty = (value: unknown): boolean => value === undefined || value === ''

function contentProblem(body: Json, textMax: number): Reply | undefined {
  const { text, blocks, markdown_text: markdown } = body
  if (!isEmpty(markdown) && !(isEmpty(text) && isEmpty(blocks))) {
    return refusal('markdown_text_conflict')
  }
  if (isEmpty(text) && isEmpty(markdown) && isEmpty(blocks)) return refusal('no_text')
  if (typeof text === 'string' && Array.from(text).length > textMax) return refusal('msg_too_long')
  if (blocks === undefined) return undefined
  const wrong = (blocks as Json[]).findIndex((block) => typeof block['type'] !== 'string')
  if (wrong === -1 && (blocks as Json[]).length <= 50) return undefined
  const place = `[ERROR] missing required field: type [json-pointer:/blocks/${wrong}/type]`
  return refusal('invalid_blocks', { response_metadata: { messages: [place] } })
}

/** A message as answers have it. */
export function showMessage({ ts, user, threadTs, content }: Message, withMetadata = true): Json {
  const { metadata, ...shown } = content
  return {
    type: 'message',
    ts,
    user,
    bot_id: 'B0BOT00001',
    ...shown,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
  }
}
