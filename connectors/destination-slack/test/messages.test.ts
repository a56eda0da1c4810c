import { memoryCache } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { openAt, openSlack } from './open-slack.ts'

const alerts = { object: '#alerts', operation: 'upsert' } as const
const history = { historyMessages: 1000 }

describe('an upsert of messages', () => {
  test('posts a message for each record, in their order', async () => {
    await using pair = await openSlack()
    const records = Array.from({ length: 12 }, (_, index) => ({
      key: `${index}`,
      text: `${index}`,
    }))
    const outcomes = await pair.slack.write({ ...alerts, records })
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['ok']))
    expect(pair.texts('#alerts')).toEqual(records.map(({ text }) => text))
  })

  test('changes the message that it has posted', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    const changed = { ...alerts, records: [{ key: '1', text: 'two' }], kinds: ['changed'] } as const
    expect(await pair.slack.write(changed)).toMatchObject([{ status: 'ok', effect: 'updated' }])
    expect(pair.texts('#alerts')).toEqual(['two'])
  })

  test('finds the message by the id that the destination has given, without its own memory', async () => {
    await using pair = await openSlack()
    const [made] = await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    await using other = await openAt(pair.simulator)
    const remoteIds = [made?.status === 'ok' ? made.remoteId : undefined]
    const records = [{ key: '1', text: 'two' }]
    await other.write({ ...alerts, records, kinds: ['changed'], remoteIds })
    expect(pair.texts('#alerts')).toEqual(['two'])
  })

  test('posts no second message for a record whose message it has forgotten, and says so', async () => {
    await using pair = await openSlack()
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    await using other = await openAt(pair.simulator)
    const records = [{ key: '1', text: 'two' }]
    expect(await other.write({ ...alerts, records, kinds: ['changed'] })).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT', message: /historyMessages/ },
    ])
    expect(pair.texts('#alerts')).toEqual(['one'])
  })

  test('finds a forgotten message in the history of the channel', async () => {
    await using pair = await openSlack({}, history)
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    await using other = await openAt(pair.simulator, history)
    for (const kind of ['added', 'changed'] as const) {
      const records = [{ key: '1', text: kind }]
      expect(await other.write({ ...alerts, records, kinds: [kind] })).toMatchObject([
        { effect: 'updated' },
      ])
    }
    expect(pair.texts('#alerts')).toEqual(['changed'])
  })

  test('reads a channel once a run, page by page', async () => {
    await using pair = await openSlack({}, history)
    const channel = pair.simulator.workspace.find('#alerts')
    for (let index = 0; index < 450; index += 1) {
      const ts = pair.simulator.workspace.newTs()
      const content = { text: 'chat' }
      channel?.messages.push({ ts, user: 'U0OTHER001', threadTs: undefined, content })
    }
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    await pair.slack.write({ ...alerts, records: [{ key: '2', text: 'two' }] })
    const calls = pair.calls()
    expect(calls.filter((one) => one === 'conversations.history')).toHaveLength(3)
    expect(calls.filter((one) => one === 'chat.postMessage')).toHaveLength(2)
  })

  test('reads no more messages than it is told to', async () => {
    await using pair = await openSlack({}, { historyMessages: 1 })
    for (const key of ['1', '2']) {
      await pair.slack.write({ ...alerts, records: [{ key, text: key }] })
    }
    await using other = await openAt(pair.simulator, { historyMessages: 1 })
    const records = ['1', '2'].map((key) => ({ key, text: 'again' }))
    expect(await other.write({ ...alerts, records, kinds: ['changed', 'changed'] })).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
      { status: 'ok', effect: 'updated' },
    ])
  })

  test('looks again for a batch in doubt, and posts no second message', async () => {
    await using pair = await openSlack({}, history, { gateway: { patienceMs: 1000 } })
    await pair.slack.write({ ...alerts, records: [{ key: '0', text: 'zero' }] })
    pair.simulator.faults.next({ kind: 'status', status: 502, when: 'after' })
    const records = [{ key: '1', text: 'one' }]
    const first = await pair.slack.write({ ...alerts, records })
    expect(first).toMatchObject([{ status: 'unknown' }])
    expect(await pair.slack.write({ ...alerts, records, attempt: 2 })).toMatchObject([
      { status: 'ok', effect: 'updated' },
    ])
    expect(pair.texts('#alerts')).toEqual(['zero', 'one'])
  })

  test('posts again what somebody has deleted, when it changes', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    pair.simulator.workspace.find('#alerts')?.messages.splice(0)
    const records = [{ key: '1', text: 'two' }]
    expect(await pair.slack.write({ ...alerts, records, kinds: ['changed'] })).toMatchObject([
      { effect: 'created' },
    ])
    expect(pair.texts('#alerts')).toEqual(['two'])
  })

  test('rejects what is no message, and posts the others', async () => {
    await using pair = await openSlack()
    const records = [
      { key: '1' },
      { key: '2', blocks: { type: 'section' } },
      { key: '3', text: 'x'.repeat(40_001) },
      { key: '4', text: 'Look, <!channel>' },
      { key: '5', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '<!here|here>' } }] },
      { key: '', text: 'x' },
      { key: '7', text: 'good' },
      { key: '8', blocks: [{ text: 'no type' }] },
    ]
    expect(await pair.slack.write({ ...alerts, records })).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', message: /empty/ },
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'blocks' },
      { status: 'rejected', code: 'REV_VALUE_TOO_LONG', field: 'text' },
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'text', message: /everybody/ },
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'blocks' },
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'key' },
      { status: 'ok' },
      { status: 'rejected', vendorCode: 'invalid_blocks', message: /json-pointer/ },
    ])
    expect(pair.texts('#alerts')).toEqual(['good'])
  })

  test('notifies everybody where it is told that it may', async () => {
    await using pair = await openSlack({}, { broadcastMentions: true })
    const records = [{ key: '1', text: '<!channel> look' }]
    expect(await pair.slack.write({ ...alerts, records })).toMatchObject([{ status: 'ok' }])
  })

  test('gives blocks, names and icons to Slack as they are, and changes the content alone', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Ada*' } }]
    const record = {
      key: '1',
      text: 'Ada',
      blocks,
      username: 'Radar',
      icon_emoji: ':eyes:',
      unfurl_links: false,
    }
    await pair.slack.write({ ...alerts, records: [record] })
    await pair.slack.write({ ...alerts, records: [{ ...record, blocks: null }] })
    const log = pair.simulator.log.map(({ payload }) => payload)
    expect(log).toMatchObject([
      {
        channel: '#alerts',
        text: 'Ada',
        blocks,
        username: 'Radar',
        icon_emoji: ':eyes:',
        unfurl_links: false,
      },
      { text: 'Ada' },
    ])
    expect(Object.keys(log[1] as object)).toEqual(['text'])
  })

  test('shows nobody in Slack what the key is', async () => {
    await using pair = await openSlack()
    await pair.slack.write({ ...alerts, records: [{ key: 'ada@example.com', text: 'Ada' }] })
    const [message] = pair.simulator.workspace.find('#alerts')?.messages ?? []
    expect(JSON.stringify(message)).not.toContain('example.com')
    expect(message?.content['metadata']).toMatchObject({ event_type: 'rev_message' })
  })

  test('a channel that is not there ends the write and not the records', async () => {
    await using pair = await openSlack()
    const write = pair.slack.write({
      ...alerts,
      object: '#nowhere',
      records: [{ key: '1', text: 'x' }],
    })
    await expect(write).rejects.toThrow(
      expect.objectContaining({ code: 'REV_CONFIG_INVALID', delivery: 'not-applied' }),
    )
  })
})

describe('threads', () => {
  test('answers follow their message, though they come before it in the batch', async () => {
    await using pair = await openSlack()
    const records = [
      { key: 'b', thread_key: 'a', text: 'answer' },
      { key: 'a', text: 'question' },
    ]
    expect(await pair.slack.write({ ...alerts, records })).toMatchObject([
      { status: 'ok' },
      { status: 'ok' },
    ])
    const [first, second] = pair.simulator.workspace.find('#alerts')?.messages ?? []
    expect([first?.content['text'], second?.content['text']]).toEqual(['question', 'answer'])
    expect(second?.threadTs).toBe(first?.ts)
  })

  test('what was posted stays said where the answers meet an error that concerns all', async () => {
    await using pair = await openSlack()
    pair.simulator.faults.next({ kind: 'forbidden' }, { after: 2 })
    const records = [
      { key: 'a', text: 'question' },
      { key: 'b', thread_key: 'a', text: 'answer' },
    ]
    expect(await pair.slack.write({ ...alerts, records })).toMatchObject([
      { status: 'ok' },
      { status: 'retry', code: 'REV_AUTH_SCOPE', scope: 'batch' },
    ])
  })

  test('an answer to what is not posted yet waits', async () => {
    await using pair = await openSlack()
    const records = [{ key: 'b', thread_key: 'a', text: 'answer' }]
    expect(await pair.slack.write({ ...alerts, records })).toMatchObject([
      { status: 'retry', message: /thread_key names is not posted yet/ },
    ])
    expect(pair.texts('#alerts')).toEqual([])
  })

  test('forgotten answers are found in their thread, and forgotten questions in the channel', async () => {
    await using pair = await openSlack({}, history)
    const records = [
      { key: 'a', text: 'question' },
      { key: 'b', thread_key: 'a', text: 'answer' },
    ]
    await pair.slack.write({ ...alerts, records })
    await using other = await openAt(pair.simulator, history)
    const again = [
      { key: 'b', thread_key: 'a', text: 'better answer' },
      { key: 'c', thread_key: 'a', text: 'second answer' },
    ]
    expect(await other.write({ ...alerts, records: again })).toMatchObject([
      { effect: 'updated' },
      { effect: 'created' },
    ])
    expect(pair.texts('#alerts')).toEqual(['question', 'better answer', 'second answer'])
  })

  test.each([
    [7, 7],
    [7, '7'],
    ['7', 7],
  ])('the key %j is found as the thread key %j', async (key, threadKey) => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    await pair.slack.write({ ...alerts, records: [{ key, text: 'question' }] })
    const records = [{ key: 'b', thread_key: threadKey, text: 'answer' }]
    expect(await pair.slack.write({ ...alerts, records })).toMatchObject([{ status: 'ok' }])
  })

  test('an event can be appended to the thread of a message', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    await pair.slack.write({ ...alerts, records: [{ key: 'a', text: 'question' }] })
    const records = [
      { thread_key: 'a', text: 'one' },
      { thread_key: 'a', text: 'two' },
    ]
    await pair.slack.write({ ...alerts, operation: 'append', records })
    const [first, ...others] = pair.simulator.workspace.find('#alerts')?.messages ?? []
    expect(others.map(({ threadTs }) => threadTs)).toEqual([first?.ts, first?.ts])
  })
})

describe('a delete of messages', () => {
  const remove = { ...alerts, operation: 'delete', records: [{ key: '1' }] } as const

  test('deletes by the time of the message', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    expect(await pair.slack.write(remove)).toMatchObject([{ status: 'ok', effect: 'deleted' }])
    expect(pair.texts('#alerts')).toEqual([])
  })

  test('of what somebody has deleted already has nothing to do', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    pair.simulator.workspace.find('#alerts')?.messages.splice(0)
    expect(await pair.slack.write(remove)).toMatchObject([{ status: 'ok', effect: 'unchanged' }])
  })

  test('of a forgotten message is not taken for done', async () => {
    await using pair = await openSlack()
    await pair.slack.write({ ...alerts, records: [{ key: '1', text: 'one' }] })
    await using other = await openAt(pair.simulator)
    expect(await other.write(remove)).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
    ])
    await using looking = await openAt(pair.simulator, history)
    expect(await looking.write(remove)).toMatchObject([{ effect: 'deleted' }])
    expect(pair.texts('#alerts')).toEqual([])
  })
})

describe('messages to many', () => {
  const messages = { object: 'messages', operation: 'upsert' } as const
  const byEmail = { ...messages, matchOn: ['email', 'key'] } as const

  test('go to the person with the address, who is asked for once', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({ people: ['ada@example.com'] }, {}, { cache })
    const records = [
      { email: 'ada@example.com', key: '1', text: 'one' },
      { email: 'nobody@example.com', key: '1', text: 'x' },
    ]
    expect(await pair.slack.write({ ...byEmail, records })).toMatchObject([
      { status: 'ok', remoteId: /^D/ },
      { status: 'rejected', field: 'email', vendorCode: 'users_not_found' },
    ])
    pair.calls()
    const again = [{ email: 'ada@example.com', key: '1', text: 'two' }]
    await pair.slack.write({ ...byEmail, records: again })
    expect(pair.calls()).toEqual(['chat.update'])
  })

  test('find forgotten direct messages in the history', async () => {
    await using pair = await openSlack({ people: ['ada@example.com'] }, history)
    const records = [{ email: 'ada@example.com', key: '1', text: 'one' }]
    await pair.slack.write({ ...byEmail, records })
    await using other = await openAt(pair.simulator, history)
    expect(await other.write({ ...byEmail, records })).toMatchObject([{ effect: 'updated' }])
  })

  test('of which one names a channel that is not there reject that one', async () => {
    await using pair = await openSlack()
    const records = [
      { channel: '#nowhere', key: '1', text: 'x' },
      { channel: '#general', key: '1', text: 'hello' },
    ]
    expect(await pair.slack.write({ ...messages, records })).toMatchObject([
      { status: 'rejected', field: 'channel', vendorCode: 'channel_not_found' },
      { status: 'ok' },
    ])
  })

  test('with the same key in two channels are two messages', async () => {
    const cache = memoryCache()
    await using pair = await openSlack({}, {}, { cache })
    for (const text of ['one', 'two']) {
      const records = ['#general', '#alerts'].map((channel) => ({ channel, key: '1', text }))
      await pair.slack.write({ ...messages, records })
    }
    expect([pair.texts('#general'), pair.texts('#alerts')]).toEqual([['two'], ['two']])
  })

  test('can be appended by address too', async () => {
    await using pair = await openSlack({ people: ['ada@example.com'] })
    const records = [{ email: 'ada@example.com', text: 'hello' }, { text: 'to nobody' }]
    expect(await pair.slack.write({ ...messages, operation: 'append', records })).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', message: /neither a channel nor the email/ },
    ])
  })
})
