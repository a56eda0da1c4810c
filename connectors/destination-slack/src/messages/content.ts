import { isExactNumber, rejected, type Change, type Outcome, type Value } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { messageFields } from './message-fields.ts'

/** The parts of a message that can be changed later, and those that only a new one has. */
export interface Content {
  readonly changing: Readonly<Record<string, Value>>
  readonly fixed: Readonly<Record<string, Value>>
}

const changing = ['text', 'blocks', 'markdown_text'] as const
const fixed = [
  'reply_broadcast',
  'username',
  'icon_emoji',
  'icon_url',
  'unfurl_links',
  'unfurl_media',
] as const

/** Makes the content of a message, or the outcome of a change that makes none. Nulls are left out. */
export function toContent(
  change: Change,
  { broadcastMentions }: Pick<Config, 'broadcastMentions'>,
): Content | { readonly refusal: Outcome } {
  const fields = change.fields as Readonly<Record<string, Value | undefined>>
  const content = {
    changing: pick(fields, changing, toPart),
    fixed: pick(fields, fixed, toPart),
  }
  const problem = problemOf(content, broadcastMentions)
  if (problem === undefined) return content
  const { code = 'REV_VALUE_INVALID', ...why } = problem
  return { refusal: rejected(change, { code, ...why }) }
}

function pick(
  fields: Readonly<Record<string, Value | undefined>>,
  names: readonly string[],
  convert: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name] ?? null
      return value === null ? [] : [[name, convert(value)]]
    }),
  )
}

/** Numbers are texts where Slack takes texts. */
const toPart = (value: Value): Value =>
  typeof value === 'number' || isExactNumber(value) ? String(value) : value

interface Problem {
  readonly code?: 'REV_VALUE_TOO_LONG'
  readonly message: string
  readonly field?: string
}

function problemOf({ changing: parts }: Content, mayBroadcast: boolean): Problem | undefined {
  if (Object.keys(parts).length === 0) {
    return { message: 'The message is empty. Expected text, blocks or markdown_text.' }
  }
  if (parts['blocks'] !== undefined && !Array.isArray(parts['blocks'])) {
    return { message: 'Expected a list of blocks.', field: 'blocks' }
  }
  for (const field of ['text', 'markdown_text'] as const) {
    const value = parts[field]
    const { maxLength = Infinity } = messageFields[field]
    if (typeof value === 'string' && Array.from(value).length > maxLength) {
      const message = `Slack takes at most ${maxLength} characters here.`
      return { code: 'REV_VALUE_TOO_LONG', message, field }
    }
  }
  return mayBroadcast ? undefined : mentionProblem(parts)
}

// https://docs.slack.dev/messaging/formatting-message-text#special-mentions (read 2026-11-27)
const mention = /<!(channel|here|everyone)\b/

/** A value from a row that notifies a whole channel. */
function mentionProblem(parts: Content['changing']): Problem | undefined {
  const found = Object.entries(parts).find(([, value]) => mention.test(JSON.stringify(value)))
  if (found === undefined) return undefined
  const message = 'The message would notify everybody, which broadcastMentions does not allow.'
  return { message, field: found[0] }
}
