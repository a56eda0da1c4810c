import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

// The description is Swagger 2 and was archived in 2021; the methods have been documented anew since.
const page = (name: string): string => `https://docs.slack.dev/${name} (read 2026-11-27)`
const method = (name: string): string => page(`reference/methods/${name}`)

const token = {
  operation: '*',
  in: 'request',
  keyword: 'required',
  why: 'Tokens go into the header authorization; a token among the parameters is the old way.',
  source: page('authentication/tokens'),
} as const

const metadata = {
  why: 'Metadata of messages came in 2022, after the description.',
  source: page('messaging/message-metadata'),
} as const

/** The vendor refuses with status 200, for which the description knows the good answer alone. */
const refused = {
  in: 'answer',
  why: 'A refusal has status 200, ok: false and an error in place of what a good answer has.',
  source: page('apis/web-api/#slack-web-api__evaluating-responses'),
} as const

const missing: Readonly<Record<string, readonly string[]>> = {
  'GET /auth.test': ['url', 'team', 'user', 'team_id', 'user_id'],
  'POST /chat.postMessage': ['channel', 'ts', 'message'],
  'POST /chat.update': ['channel', 'ts', 'text', 'message'],
  'POST /chat.delete': ['channel', 'ts'],
  'GET /users.lookupByEmail': ['user'],
}

export default defineVendorSpec({
  folder: 'slack',
  descriptions: [{ file: 'web-v2.json' }],
  exceptions: [
    { ...token, pointer: '/headers/token' },
    { ...token, pointer: '/query/token' },
    { ...refused, operation: '*', pointer: '/body/ok', keyword: 'enum' },
    ...['error', 'needed', 'provided'].map((name) => ({
      ...refused,
      operation: '*',
      pointer: `/body/${name}`,
      keyword: 'additionalProperties',
    })),
    ...Object.entries(missing).flatMap(([operation, names]) =>
      names.map((name) => ({
        ...refused,
        operation,
        pointer: `/body/${name}`,
        keyword: 'required',
      })),
    ),
    {
      operation: '*',
      in: 'answer',
      pointer: '/body/error',
      keyword: 'enum',
      why: 'What is beyond a limit is refused as ratelimited; the lists of errors spell it otherwise.',
      source: page('apis/web-api/rate-limits'),
    },
    { ...metadata, operation: 'POST /chat.postMessage', pointer: '/body/metadata' },
    { ...metadata, operation: 'POST /chat.postMessage', pointer: '/body/message/metadata' },
    {
      ...metadata,
      operation: 'GET /conversations.history',
      pointer: '/query/include_all_metadata',
    },
    { ...metadata, operation: 'GET /conversations.history', pointer: '/body/messages/*/metadata' },
    {
      operation: 'GET /conversations.history',
      in: 'answer',
      pointer: '/body/messages',
      keyword: 'minItems',
      why: 'A channel without messages has an empty list of them.',
      source: method('conversations.history'),
    },
    {
      operation: 'POST /chat.update',
      in: 'answer',
      pointer: '/body/message/*',
      keyword: 'unevaluatedProperties',
      why: 'The message of the answer is a whole one; the description knows its texts alone.',
      source: method('chat.update'),
    },
    {
      operation: 'POST /chat.delete',
      in: 'request',
      pointer: '/body/ts',
      keyword: 'type',
      why: 'A timestamp is a text; a number would lose its last digits.',
      source: method('chat.delete'),
    },
  ],
})
