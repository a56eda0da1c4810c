import type { ValueRecord } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { openKlaviyo, type KlaviyoPair } from './open-klaviyo.ts'

const list = 'list_Y6nRLr'
const membersOf = ({ simulator }: KlaviyoPair) =>
  simulator.account.lists.get('Y6nRLr')?.members.size

describe('members of a list', () => {
  test('join it by an import, which makes the profiles that are not there', async () => {
    await using pair = await openKlaviyo()
    const records = [{ email: 'a@example.com' }, { email: 'b@example.com' }]
    const outcomes = await pair.klaviyo.write({ object: list, operation: 'add', records })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'added' },
      { status: 'ok', effect: 'added' },
    ])
    expect(membersOf(pair)).toBe(2)
  })

  test('leave it by the ids of their profiles; somebody unknown is on no list', async () => {
    await using pair = await openKlaviyo()
    const records = [{ email: 'a@example.com' }, { email: 'b@example.com' }]
    await pair.klaviyo.write({ object: list, operation: 'add', records })
    const leaving = [{ email: 'A@example.com' }, { email: 'c@example.com' }]
    expect(
      await pair.klaviyo.write({ object: list, operation: 'remove', records: leaving }),
    ).toMatchObject([
      { status: 'ok', effect: 'removed' },
      { status: 'ok', effect: 'unchanged' },
    ])
    expect(membersOf(pair)).toBe(1)
    expect(pair.simulator.account.profiles.list()).toHaveLength(2)
  })

  test('of a list that is gone end the run: nothing was done', async () => {
    await using pair = await openKlaviyo()
    const records = [{ email: 'a@example.com' }]
    await pair.klaviyo.write({ object: list, operation: 'add', records })
    pair.simulator.account.lists.clear()
    await expect(
      pair.klaviyo.write({ object: list, operation: 'remove', records }),
    ).rejects.toThrow(expect.objectContaining({ code: 'REV_CONFIG_INVALID' }))
  })
})

const event: ValueRecord = {
  metric: 'Placed Order',
  unique_id: 'order-1',
  email: 'a@example.com',
  time: '2026-11-27T08:00:00Z',
  value: 9.99,
  value_currency: 'EUR',
  item: 'A book',
  note: null,
}
const append = ({ klaviyo }: KlaviyoPair, records: readonly ValueRecord[]) =>
  klaviyo.write({ object: 'events', operation: 'append', records })

describe('events', () => {
  test('carry their own fields apart from their properties', async () => {
    await using pair = await openKlaviyo()
    expect(await append(pair, [event])).toMatchObject([{ status: 'ok', effect: 'accepted' }])
    expect([...pair.simulator.account.events.values()]).toEqual([
      {
        unique_id: 'order-1',
        time: '2026-11-27T08:00:00Z',
        value: 9.99,
        value_currency: 'EUR',
        metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
        properties: { item: 'A book' },
      },
    ])
  })

  test('that are sent twice are there once', async () => {
    await using pair = await openKlaviyo()
    await append(pair, [event])
    await append(pair, [event])
    expect(pair.simulator.account.events.size).toBe(1)
  })

  test('that are bad are named, and the others are taken', async () => {
    await using pair = await openKlaviyo()
    const records = [
      event,
      { ...event, unique_id: 'order-2', email: 'nobody' },
      { ...event, unique_id: 'order-3', time: 'yesterday' },
      { ...event, unique_id: 'order-4', email: null },
      { ...event, unique_id: 'order-5', metric: null },
      { ...event, unique_id: 'order-6' },
      { ...event, unique_id: 'order-7', email: { not: 'a text' } },
      { ...event, unique_id: 8 },
    ]
    expect(await append(pair, records)).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', field: 'email', message: 'Invalid email address' },
      { status: 'rejected', field: 'time', message: 'Invalid time.' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'rejected', code: 'REV_VALUE_INVALID', message: 'metric has no value.' },
      { status: 'ok' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'ok' },
    ])
    expect([...pair.simulator.account.events.values()]).toMatchObject([
      { unique_id: 'order-1' },
      { unique_id: 'order-6' },
      { unique_id: '8' },
    ])
  })

  test('answered by a page of a proxy are unknown', async () => {
    await using pair = await openKlaviyo()
    pair.simulator.faults.next({
      kind: 'body',
      text: '<html>',
      contentType: 'text/html',
      when: 'before',
    })
    expect(await append(pair, [event])).toMatchObject([{ status: 'unknown' }])
  })
})

const suppress = ({ klaviyo }: KlaviyoPair, operation: 'add' | 'remove', ...emails: string[]) =>
  klaviyo.write({
    object: 'suppressions',
    operation,
    records: emails.map((email) => ({ email })),
  })

describe('suppressions', () => {
  test('are made and taken back; an address that is so already is no failure', async () => {
    await using pair = await openKlaviyo()
    const { suppressed } = pair.simulator.account
    await suppress(pair, 'add', 'a@example.com')
    expect(await suppress(pair, 'add', 'a@example.com', 'b@example.com')).toMatchObject([
      { status: 'ok', effect: 'added' },
      { status: 'ok', effect: 'added' },
    ])
    expect([...suppressed]).toEqual(['a@example.com', 'b@example.com'])
    expect(await suppress(pair, 'remove', 'a@example.com', 'x@example.com')).toMatchObject([
      { status: 'ok', effect: 'removed' },
      { status: 'ok', effect: 'removed' },
    ])
    expect([...suppressed]).toEqual(['b@example.com'])
  })

  test('whose job was cancelled or is gone are unknown', async () => {
    await using pair = await openKlaviyo()
    pair.simulator.account.jobEnd = 'cancelled'
    expect(await suppress(pair, 'add', 'a@example.com')).toMatchObject([{ status: 'unknown' }])
    pair.simulator.account.hasForgottenJobs = true
    expect(await suppress(pair, 'add', 'b@example.com')).toMatchObject([{ status: 'unknown' }])
  })
})

describe('profiles one by one', () => {
  test('a create leaves a profile that is there as it is', async () => {
    await using pair = await openKlaviyo()
    const create = (records: readonly ValueRecord[]) =>
      pair.klaviyo.write({ object: 'profiles', operation: 'create', records })
    await create([{ email: 'a@example.com', title: 'x' }])
    expect(
      await create([{ email: 'a@example.com', title: 'y' }, { email: 'b@example.com' }]),
    ).toMatchObject([
      { status: 'skipped', reason: 'exists' },
      { status: 'ok', effect: 'created', remoteId: expect.stringMatching(/^01SIM/) },
    ])
    expect(pair.simulator.account.profiles.list()[0]?.attributes['title']).toBe('x')
  })

  test('a delete asks for the deletion of the person', async () => {
    await using pair = await openKlaviyo()
    const records = [{ email: 'a@example.com' }]
    await pair.klaviyo.write({ object: 'profiles', operation: 'upsert', records })
    expect(
      await pair.klaviyo.write({ object: 'profiles', operation: 'delete', records }),
    ).toMatchObject([{ status: 'ok', effect: 'accepted' }])
    expect(pair.simulator.account.profiles.list()).toEqual([])
  })
})
