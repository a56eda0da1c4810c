import type { ValueRecord } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { openBraze, type BrazePair } from './open-braze.ts'

const write = (
  { braze }: BrazePair,
  operation: 'upsert' | 'update' | 'delete',
  records: readonly ValueRecord[],
  matchOn: readonly string[] = ['external_id'],
) => braze.write({ object: 'users', operation, matchOn, records })
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)

/** The bodies of the requests to an end point that follow. */
function bodiesOf({ simulator }: BrazePair, path: string): unknown[] {
  const bodies: unknown[] = []
  simulator.watch(({ request }) => {
    if (request.path === path) bodies.push(request.json)
  })
  return bodies
}

describe('an upsert of users', () => {
  test('sends the values that the change carries and no other, since each costs a data point', async () => {
    await using pair = await openBraze()
    const bodies = bodiesOf(pair, '/users/track')
    await write(pair, 'upsert', [
      { external_id: 'u-1', plan: 'gold' },
      { external_id: 'u-2', home_city: 'Ulm', plan: 'free' },
    ])
    expect(bodies).toEqual([
      {
        attributes: [
          { external_id: 'u-1', plan: 'gold', _update_existing_only: false },
          { external_id: 'u-2', home_city: 'Ulm', plan: 'free', _update_existing_only: false },
        ],
      },
    ])
  })

  test('names the bad records with the reason, and the good ones all arrive', async () => {
    await using pair = await openBraze()
    const records = Array.from({ length: 75 }, (_, index) => ({
      external_id: `u-${index}`,
      ...(index % 20 === 3 ? { email_subscribe: 'maybe' } : {}),
    }))
    const outcomes = await write(pair, 'upsert', records)
    expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(71)
    expect(outcomes[3]).toMatchObject({
      status: 'rejected',
      field: 'email_subscribe',
      message: expect.stringContaining('must be one of'),
    })
    expect(pair.simulator.workspace.users.list()).toHaveLength(71)
    expect(pair.simulator.requestCount).toBe(1)
  })

  test('of bad records alone, which Braze refuses as a whole, names each of them', async () => {
    await using pair = await openBraze()
    const records = [1, 2].map((n) => ({ external_id: `u-${n}`, email_subscribe: 'maybe' }))
    expect(statuses(await write(pair, 'upsert', records))).toEqual(['rejected', 'rejected'])
    expect(pair.simulator.requestCount).toBe(1)
  })

  test.each([
    ['an alias', ['alias_name', 'alias_label'], { alias_name: 'device1', alias_label: 'device' }],
    ['an email', ['email'], { email: 'a@example.com' }],
    ['a phone number', ['phone'], { phone: '+15005550006' }],
  ])('by %s makes one user, and finds it again', async (_name, matchOn, identifiers) => {
    await using pair = await openBraze()
    await write(pair, 'upsert', [{ ...identifiers, plan: 'free' }], matchOn)
    await write(pair, 'upsert', [{ ...identifiers, plan: 'gold' }], matchOn)
    expect(pair.simulator.workspace.users.list()).toMatchObject([{ custom: { plan: 'gold' } }])
  })

  test('takes an attribute away by null', async () => {
    await using pair = await openBraze()
    await write(pair, 'upsert', [{ external_id: 'u-1', plan: 'gold', home_city: 'Ulm' }])
    await write(pair, 'upsert', [{ external_id: 'u-1', plan: null, home_city: null }])
    expect(pair.simulator.workspace.users.list()).toMatchObject([{ custom: {}, profile: {} }])
    expect(pair.simulator.workspace.users.list()[0]?.custom).not.toHaveProperty('plan')
  })

  test('replaces an object, or merges it where it is told to', async () => {
    await using pair = await openBraze()
    const custom = () => pair.simulator.workspace.users.list()[0]?.custom
    await write(pair, 'upsert', [{ external_id: 'u-1', home: { city: 'Ulm', zip: '89073' } }])
    await write(pair, 'upsert', [
      { external_id: 'u-1', home: { city: 'Bonn' }, _merge_objects: true },
    ])
    expect(custom()).toEqual({ home: { city: 'Bonn', zip: '89073' } })
    await write(pair, 'upsert', [{ external_id: 'u-1', home: { city: 'Kiel' } }])
    expect(custom()).toEqual({ home: { city: 'Kiel' } })
  })

  test('rejects what Braze would cut or drop in silence, and sends the others', async () => {
    await using pair = await openBraze()
    const records = [
      { external_id: 'u-1', about: 'x'.repeat(256) },
      { external_id: 'u-2', home: { city: null } },
      { external_id: null, plan: 'gold' },
      { external_id: 'u-4', plan: 'gold' },
    ]
    expect(await write(pair, 'upsert', records)).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_TOO_LONG' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'ok' },
    ])
  })

  test('never sends a user twice in one request, whatever the case of the address', async () => {
    await using pair = await openBraze()
    const records = [{ email: 'A@example.com' }, { email: 'a@example.com' }]
    expect(statuses(await write(pair, 'upsert', records, ['email']))).toEqual(['ok', 'retry'])
  })

  test('ends the run where another identifier is mapped, which Braze would not change', async () => {
    await using pair = await openBraze()
    const records = [{ email: 'a@example.com', external_id: 'u-1' }]
    await expect(write(pair, 'upsert', records, ['email'])).rejects.toThrow(
      expect.objectContaining({ code: 'REV_CONFIG_INVALID' }),
    )
    expect(pair.simulator.requestCount).toBe(0)
  })

  test('that Braze queues for its maintenance is taken', async () => {
    await using pair = await openBraze()
    pair.simulator.workspace.isQueueing = true
    const outcomes = await write(pair, 'upsert', [{ external_id: 'u-1' }])
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'accepted' }])
  })

  test.each([
    ['extra', ['unknown', 'unknown', 'unknown']],
    ['none', ['unknown', 'unknown', 'unknown']],
    ['repeated', ['unknown', 'unknown', 'unknown']],
    ['shuffled', ['rejected', 'ok', 'rejected']],
  ] as const)('whose errors are %s leaves no record ok in doubt', async (how, expected) => {
    await using pair = await openBraze()
    pair.simulator.faults.next({ kind: 'results', how })
    const bad = { email_subscribe: 'maybe' }
    const records = [
      { external_id: 'u-1', ...bad },
      { external_id: 'u-2' },
      { external_id: 'u-3', ...bad },
    ]
    expect(statuses(await write(pair, 'upsert', records))).toEqual(expected)
  })

  test('waits after a refusal for its rate until the limit is reset', async () => {
    await using pair = await openBraze()
    pair.simulator.faults.next({ kind: 'throttle' })
    expect(statuses(await write(pair, 'upsert', [{ external_id: 'u-1' }]))).toEqual(['ok'])
    expect(pair.simulator.requestCount).toBe(2)
  })
})

describe('an update of users', () => {
  test('looks for them fifty at a time and leaves out who is not there', async () => {
    await using pair = await openBraze()
    const records = Array.from({ length: 60 }, (_, index) => ({
      external_id: `u-${index}`,
      plan: 'x',
    }))
    await write(pair, 'upsert', records.slice(0, 10))
    const [exported, tracked] = [
      bodiesOf(pair, '/users/export/ids'),
      bodiesOf(pair, '/users/track'),
    ]
    const outcomes = await write(pair, 'update', records)
    expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(10)
    expect(outcomes[10]).toMatchObject({ status: 'skipped', reason: 'no-match' })
    expect(exported).toHaveLength(2)
    expect(exported[0]).toMatchObject({ fields_to_export: ['external_id'] })
    expect(tracked).toMatchObject([
      { attributes: [{ _update_existing_only: true }, {}, {}, {}, {}, {}, {}, {}, {}, {}] },
    ])
    expect(pair.simulator.workspace.users.list()).toHaveLength(10)
  })

  test('by email leaves it to Braze, which creates nobody', async () => {
    await using pair = await openBraze()
    const records = [{ email: 'a@example.com', plan: 'x' }]
    expect(await write(pair, 'update', records, ['email'])).toMatchObject([
      { status: 'ok', effect: 'accepted' },
    ])
    expect(pair.simulator.workspace.users.list()).toEqual([])
  })
})

describe('a delete of users', () => {
  test.each([
    ['external id', ['external_id'], { external_id: 'u-1' }],
    ['alias', ['alias_name', 'alias_label'], { alias_name: 'x', alias_label: 'y' }],
    ['email', ['email'], { email: 'a@example.com' }],
  ])(
    'by %s deletes who is there, and is no failure for who is not',
    async (_name, matchOn, user) => {
      await using pair = await openBraze()
      await write(pair, 'upsert', [user], matchOn)
      const other = Object.fromEntries(Object.keys(user).map((name) => [name, 'x@example.com']))
      expect(await write(pair, 'delete', [user, other], matchOn)).toMatchObject([
        { status: 'ok', effect: 'accepted' },
        { status: 'ok', effect: 'accepted' },
      ])
      expect(pair.simulator.workspace.users.list()).toEqual([])
    },
  )

  test('by Braze id too', async () => {
    await using pair = await openBraze()
    await write(pair, 'upsert', [{ external_id: 'u-1' }])
    const [user] = pair.simulator.workspace.users.list()
    await write(pair, 'delete', [{ braze_id: user?.braze_id ?? '' }], ['braze_id'])
    expect(pair.simulator.workspace.users.list()).toEqual([])
  })
})

describe('a lookup of users', () => {
  test('reads fields and custom attributes by an alias', async () => {
    await using pair = await openBraze()
    const matchOn = ['alias_name', 'alias_label']
    await write(
      pair,
      'upsert',
      [{ alias_name: 'x', alias_label: 'y', plan: 'gold', language: 'de' }],
      matchOn,
    )
    const fields = ['plan', 'language', 'score']
    const found = await pair.braze.lookup({
      object: 'users',
      matchOn,
      keys: [
        ['x', 'y'],
        ['z', 'y'],
      ],
      fields,
    })
    expect(found).toEqual([
      {
        match: { alias_name: 'x', alias_label: 'y' },
        fields: { plan: 'gold', language: 'de', score: null },
      },
    ])
  })
})
