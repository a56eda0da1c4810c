import type { Outcome } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'
import { httpAnswer as answer } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { meaningOf, type ErrorMeaning } from '../src/answers/error-table.ts'
import { outcomeOf } from '../src/answers/outcomes.ts'

// Each row is an error in the lists of https://docs.slack.dev/reference/methods/chat.postMessage, chat.update and
// chat.delete (read 2026-11-27), or an answer that is none of Slack's.

const change = new BatchChange({ id: 'c1', kind: 'added', key: [1], json: '{}' })

function show(shown: Outcome): string {
  const parts = { ...shown } as Readonly<Record<string, string | undefined>>
  const names = ['status', 'effect', 'reason', 'code', 'remoteId', 'scope', 'message', 'field']
  return [...names, 'vendorCode'].flatMap((name) => parts[name] ?? []).join(' | ')
}

function outcome(status: number, body: unknown, placeField?: string): string {
  try {
    const place = placeField === undefined ? {} : { placeField }
    return show(outcomeOf(change, answer(status, body), { effect: 'created', ...place }))
  } catch (error) {
    const { code, delivery, message } = error as Readonly<Record<string, string>>
    return `${code} | ${delivery} | ${message}`
  }
}

const no = (error: string, more: object = {}) => outcome(200, { ok: false, error, ...more })
const nothing = 'unknown | REV_OUTCOME_UNKNOWN | Slack did not say what became of this message.'

describe('an answer to a message', () => {
  test('that is a yes names the conversation and the time', () => {
    const posted = { ok: true, channel: 'C1', ts: '1700000000.000100', message: {} }
    expect(outcome(200, posted)).toBe('ok | created | C1/1700000000.000100')
  })

  test.each([
    ['a yes without a time', { ok: true, channel: 'C1' }],
    ['a yes without a channel', { ok: true, ts: '1700000000.000100' }],
    ['a yes with an error', { ok: true, channel: 'C1', ts: '1', error: 'x' }],
    ['a no without an error', { ok: false }],
    ['neither yes nor no', { channel: 'C1', ts: '1700000000.000100' }],
    ['another kind of yes', { ok: 'true', channel: 'C1', ts: '1700000000.000100' }],
    ['nothing', null],
    ['a list', []],
  ])('that is %s leaves it unknown', (_name, body) => {
    expect(outcome(200, body)).toBe(nothing)
  })

  test.each([
    'msg_too_long',
    'no_text',
    'invalid_blocks_format',
    'msg_blocks_too_long',
    'too_many_attachments',
    'markdown_text_conflict',
    'metadata_too_large',
    'cannot_reply_to_message',
    'restricted_action_thread_locked',
    'edit_window_closed',
    'cant_update_message',
    'cant_delete_message',
    'block_mismatch',
    'compliance_exports_prevent_deletion',
    'invalid_arguments',
    'an_error_of_next_year',
  ])('%s rejects the message', (error) => {
    expect(no(error)).toBe(`rejected | REV_RECORD_REJECTED | Slack answered ${error}. | ${error}`)
  })

  test('says where in the blocks the fault is', () => {
    const messages = ['[ERROR] missing required field: type [json-pointer:/blocks/0/type]']
    expect(no('invalid_blocks', { response_metadata: { messages } })).toBe(
      `rejected | REV_RECORD_REJECTED | Slack answered invalid_blocks (${messages[0]}). | invalid_blocks`,
    )
  })

  test.each([
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'restricted_action_read_only_channel',
  ])(
    '%s is the fault of the sync where the object is the channel, and of the record where that names it',
    (error) => {
      expect(no(error)).toBe(
        `REV_CONFIG_INVALID | not-applied | Failed to write messages: Slack answered ${error}.`,
      )
      expect(outcome(200, { ok: false, error }, 'channel')).toBe(
        `rejected | REV_RECORD_REJECTED | Slack answered ${error}. | channel | ${error}`,
      )
    },
  )

  test('message_not_found means that there is nothing to change', () => {
    expect(no('message_not_found')).toBe('skipped | no-match')
  })

  test.each(['ratelimited', 'rate_limited', 'message_limit_exceeded'])('%s waits', (error) => {
    expect(no(error)).toBe(`retry | REV_RECORD_TRANSIENT | quota | Slack answered ${error}.`)
  })

  test.each([
    'service_unavailable',
    'request_timeout',
    'team_added_to_org',
    'external_channel_migrating',
  ])('%s is tried again', (error) => {
    expect(no(error)).toBe(`retry | REV_RECORD_TRANSIENT | record | Slack answered ${error}.`)
  })

  test.each(['fatal_error', 'internal_error', 'update_failed'])('%s leaves it unknown', (error) => {
    expect(no(error)).toBe(`unknown | REV_OUTCOME_UNKNOWN | Slack answered ${error}.`)
  })

  test.each(['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired'])(
    '%s is about the token',
    (error) => {
      expect(no(error)).toBe(
        `REV_AUTH_INVALID | auth | Failed to write messages: Slack answered ${error}.`,
      )
    },
  )

  test('a missing scope is named', () => {
    expect(no('missing_scope', { needed: 'chat:write', provided: 'channels:read' })).toBe(
      'REV_AUTH_SCOPE | auth | Failed to write messages: Slack answered missing_scope (needed: chat:write).',
    )
  })

  test.each([
    [400, 'rejected'],
    [500, 'unknown'],
    [429, 'retry'],
    [401, 'REV_AUTH_INVALID'],
    [403, 'REV_AUTH_SCOPE'],
    [404, 'REV_CONFIG_INVALID'],
  ])('with status %d it is what the status means', (status, expected) => {
    expect(outcome(status, '<html>')).toMatch(new RegExp(`^${expected}`))
  })
})

test.each<[string, ErrorMeaning]>([
  ['user_not_found', 'place'],
  ['users_not_found', 'place'],
  ['thread_not_found', 'gone'],
  ['no_permission', 'scope'],
  ['toString', 'record'],
])('%s means %s', (error, meaning) => {
  expect(meaningOf(error)).toBe(meaning)
})
