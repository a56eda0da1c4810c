import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { config as schema } from '../src/config.ts'
import { openAt, openSlack } from './open-slack.ts'

describe('check', () => {
  test('names the workspace, the app and its scopes, and writes nothing', async () => {
    await using pair = await openSlack({ scopes: ['chat:write', 'channels:read'] })
    expect(await pair.slack.check()).toEqual({
      account: { id: 'T0EXAMPLE1', name: 'Example workspace, rev' },
      scopes: ['chat:write', 'channels:read'],
      warnings: [],
    })
    expect(pair.simulator.log).toEqual([])
  })

  test.each([
    [['channels:read'], 0, ['chat:write']],
    [['chat:write'], 0, ['channels:read']],
    [['chat:write', 'channels:read'], 200, ['channels:history']],
  ])(
    'with the scopes %j and %d messages of history misses %j',
    async (scopes, historyMessages, lacks) => {
      await using pair = await openSlack({ scopes }, { historyMessages })
      const { warnings = [] } = await pair.slack.check()
      expect(warnings.map((one) => /scope (\S+),/.exec(one)?.[1])).toEqual(lacks)
    },
  )

  test('a token that is not good is refused', async () => {
    await using pair = await openSlack({}, { botToken: 'xoxb-another' })
    await expect(pair.slack.check()).rejects.toThrow(
      expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
    )
  })
})

describe('discover', () => {
  test('lists all channels over several pages, archived ones left out', async () => {
    const channels = Array.from({ length: 401 }, (_, index) => `c${String(index).padStart(3, '0')}`)
    await using pair = await openSlack({ channels })
    pair.simulator.workspace.addChannel('old', { isArchived: true })
    pair.simulator.workspace.addChannel('secret', { isPrivate: true })
    const { objects, isOpen } = await pair.slack.discover()
    const names = ['messages', ...channels.map((name) => `#${name}`), '#secret']
    expect(objects.map(({ name }) => name)).toEqual(names)
    expect(isOpen).toBe(true)
    expect(pair.calls()).toEqual(Array.from({ length: 3 }, () => 'conversations.list'))
  })

  test('is content with public channels, or with none, where scopes are missing', async () => {
    await using some = await openSlack({ scopes: ['chat:write', 'channels:read'] })
    some.simulator.workspace.addChannel('secret', { isPrivate: true })
    const { objects } = await some.slack.discover()
    expect(objects.map(({ name }) => name)).toEqual(['messages', '#alerts', '#general'])
    await using none = await openSlack({ scopes: ['chat:write'] })
    expect((await none.slack.discover()).objects.map(({ name }) => name)).toEqual(['messages'])
    expect(none.slack.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('channels:read'),
    ])
  })

  test.each([
    [0, 'unsafe'],
    [200, 'reconcile'],
  ])(
    'with %d messages of history, an unanswered message is %s',
    async (historyMessages, resend) => {
      await using pair = await openSlack({}, { historyMessages })
      await pair.slack.discover()
      for (const object of ['messages', '#alerts']) {
        for (const operation of ['upsert', 'create'] as const) {
          expect((await pair.slack.operation({ object, operation })).resend).toBe(resend)
        }
      }
    },
  )
})

describe('the limits', () => {
  test('are one message a second in each channel, and those of the tiers', () => {
    const config = schema.parse({ botToken: 'x' })
    const quotas = definition.quotas?.(config, { id: 'T1' }) ?? []
    expect(quotas[0]).toMatchObject({ id: 'slack:T1:posts', max: 1, perMs: 1000, each: 'key' })
    expect(quotas.slice(1).map(({ id }) => id)).toContain('slack:T1:chat.update')
  })

  test('let two channels be written to at once, and one of them once a second', async () => {
    await using pair = await openSlack()
    pair.simulator.enforceQuotas(true)
    const config = schema.parse({ botToken: 'x' })
    const quotas = definition.quotas?.(config, { id: 'T1' }) ?? []
    await using limited = await openAt(pair.simulator, {}, { quotas })
    const atMs: number[] = []
    pair.simulator.watch((watched) => atMs.push(watched.atMs))
    const records = ['#alerts', '#general', '#alerts'].map((channel, index) => ({
      channel,
      key: `${index}`,
      text: 'x',
    }))
    const outcomes = await limited.write({ object: 'messages', operation: 'upsert', records })
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    const [first = 0, second = 0, third = 0] = atMs
    expect(second - first).toBeLessThan(1000)
    expect(third - first).toBeGreaterThanOrEqual(1000)
    expect(pair.simulator.quotas.map(({ violations }) => violations)).toEqual(
      pair.simulator.quotas.map(() => 0),
    )
  })
})
