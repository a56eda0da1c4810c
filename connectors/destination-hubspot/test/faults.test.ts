import { describe, expect, test } from 'vitest'
import { openHubspot } from './open-hubspot.ts'

const write = {
  object: 'contacts',
  operation: 'upsert',
  matchOn: ['email'],
  records: [{ email: 'a@example.com' }, { email: 'b@example.com' }, { email: 'c@example.com' }],
} as const

describe('an upsert', () => {
  test.each([
    ['missing', ['ok', 'ok', 'unknown']],
    ['repeated', ['ok', 'ok', 'unknown']],
    ['none', ['unknown', 'unknown', 'unknown']],
    ['extra', ['unknown', 'unknown', 'unknown']],
    ['shuffled', ['ok', 'ok', 'ok']],
  ] as const)(
    'with results %s is believed only for the records that are named',
    async (how, expected) => {
      await using pair = await openHubspot()
      pair.simulator.faults.next({ kind: 'results', how })
      const outcomes = await pair.hubspot.write(write)
      expect(outcomes.map(({ status }) => status)).toEqual(expected)
    },
  )

  test('finds each result by its id however HubSpot orders them', async () => {
    await using pair = await openHubspot()
    pair.simulator.faults.next({ kind: 'results', how: 'shuffled' })
    const outcomes = await pair.hubspot.write(write)
    expect(outcomes).toMatchObject([
      { remoteId: '1001' },
      { remoteId: '1002' },
      { remoteId: '1003' },
    ])
  })

  test.each([
    ['HTML', { kind: 'body', text: '<html>', contentType: 'text/html' }],
    ['nothing', { kind: 'body', text: '' }],
    ['half a body', { kind: 'truncate' }],
  ] as const)('answered with %s is never taken for a success', async (_name, fault) => {
    await using pair = await openHubspot()
    pair.simulator.faults.rate(fault, 1)
    await expect(pair.hubspot.write(write)).rejects.toThrow(
      expect.objectContaining({ delivery: 'unknown' }),
    )
  })

  test('is sent again after a refusal for its rate, although HubSpot names no time', async () => {
    await using pair = await openHubspot()
    pair.simulator.faults.next({ kind: 'throttle' })
    expect((await pair.hubspot.write(write)).map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'ok',
    ])
    expect(pair.simulator.requestCount).toBe(2)
    expect(pair.simulator.log).toHaveLength(3)
  })

  test('stays inside its limit, so that HubSpot never has to refuse', async () => {
    await using pair = await openHubspot({ burstMax: 100 })
    const emails = Array.from({ length: 60 }, (_, n) => `n${n}@example.com`)
    await Promise.all(emails.map((email) => pair.hubspot.write({ ...write, records: [{ email }] })))
    expect(pair.simulator.store.list('contacts')).toHaveLength(60)
    expect(pair.simulator.quotas.map(({ violations }) => violations)).toEqual([0, 0, 0])
  })

  test('applied twice by the network leaves one contact', async () => {
    await using pair = await openHubspot()
    pair.simulator.faults.next({ kind: 'duplicate' })
    expect((await pair.hubspot.write(write)).map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'ok',
    ])
    expect(pair.simulator.store.list('contacts')).toHaveLength(3)
  })
})
