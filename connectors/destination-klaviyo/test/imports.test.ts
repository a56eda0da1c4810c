import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, ValueRecord } from '@revetl/sdk'
import { memoryCache } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { openKlaviyo, type KlaviyoPair } from './open-klaviyo.ts'

const jobs = '/api/profile-bulk-import-jobs'
const email = (index: number) => `person${index}@example.com`

const upsert = (pair: KlaviyoPair, records: readonly ValueRecord[], matchOn = ['email']) =>
  pair.klaviyo.write({ object: 'profiles', operation: 'upsert', matchOn, records })

/** The requests that follow, by method and path. */
function requestsOf({ simulator }: KlaviyoPair): string[] {
  const requests: string[] = []
  simulator.watch(({ request: { method, path } }) => requests.push(`${method} ${path}`))
  return requests
}

/** Time that passes a hundred times as fast. */
const hundredfold: Clock = {
  now: () => Date.now() * 100,
  monotonicMs: () => performance.now() * 100,
  sleep: (ms, signal) => wait(ms / 100, undefined, { signal }),
}

const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)

describe('an import', () => {
  test('names each profile that the job did not take, page by page, and every other one is ok', async () => {
    await using pair = await openKlaviyo()
    const records = Array.from({ length: 400 }, (_, index) =>
      index % 2 === 0
        ? { id: `lost-${index}`, first_name: 'Ada' }
        : { id: '', email: email(index) },
    )
    await upsert(
      pair,
      records
        .filter((_, index) => index % 2 === 1)
        .map(({ email: one }) => ({ email: one ?? null })),
    )
    const ids = new Map(
      pair.simulator.account.profiles.list().map((one) => [one.attributes['email'], one.id]),
    )
    const byId = records.map((one) => ({
      id: one.id || (ids.get(one.email ?? '') ?? ''),
      title: 'x',
    }))
    const requests = requestsOf(pair)
    const outcomes = await upsert(pair, byId, ['id'])
    expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(200)
    expect(outcomes[0]).toMatchObject({
      status: 'rejected',
      vendorCode: 'not_found',
      message: 'A profile with the given id does not exist.',
    })
    expect(requests).toEqual([
      `POST ${jobs}`,
      `GET ${jobs}/job-2`,
      `GET ${jobs}/job-2/import-errors`,
      `GET ${jobs}/job-2/import-errors`,
    ])
  })

  test.each([
    ['none', ['unknown', 'unknown', 'unknown']],
    ['missing', ['unknown', 'rejected', 'unknown']],
    ['extra', ['ok', 'rejected', 'rejected']],
    ['repeated', ['unknown', 'rejected', 'unknown']],
    ['shuffled', ['ok', 'rejected', 'rejected']],
  ] as const)('whose errors are %s leaves no record ok in doubt', async (how, expected) => {
    await using pair = await openKlaviyo()
    await upsert(pair, [{ email: email(0) }])
    const [known] = pair.simulator.account.profiles.list()
    const records = [{ id: known?.id ?? '' }, { id: 'lost-1' }, { id: 'lost-2' }]
    pair.simulator.faults.next({ kind: 'results', how }, { after: 2 })
    expect(statuses(await upsert(pair, records, ['id']))).toEqual(expected)
  })

  test('says of two profiles that share identifiers why they cannot be one', async () => {
    await using pair = await openKlaviyo()
    await upsert(pair, [
      { email: email(1), external_id: 'a' },
      { email: email(2), external_id: 'b' },
    ])
    const outcomes = await upsert(pair, [
      { email: email(1), external_id: 'b' },
      { email: email(2) },
    ])
    expect(outcomes).toMatchObject([
      { status: 'rejected', vendorCode: 'duplicate_profile' },
      { status: 'ok' },
    ])
  })

  test('that was refused for some profiles goes on with the others', async () => {
    await using pair = await openKlaviyo()
    const records = [
      { email: email(1) },
      { email: 'nobody' },
      { email: email(2), phone_number: '12' },
    ]
    expect(await upsert(pair, records)).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', field: 'email', message: 'Invalid email address' },
      { status: 'rejected', field: 'phone_number' },
    ])
    expect(pair.simulator.account.profiles.list()).toHaveLength(1)
  })

  test('of bad profiles alone starts no job', async () => {
    await using pair = await openKlaviyo()
    const requests = requestsOf(pair)
    expect(statuses(await upsert(pair, [{ email: 'a' }, { email: 'b' }]))).toEqual([
      'rejected',
      'rejected',
    ])
    expect(requests).toEqual([`POST ${jobs}`])
  })

  test('that was killed between its steps goes on, and still knows what was refused before', async () => {
    const cache = memoryCache()
    await using pair = await openKlaviyo({ cache })
    const abort = new AbortController()
    const requests = requestsOf(pair)
    const stop = pair.simulator.watch(({ request: { method } }) => {
      if (method === 'GET') abort.abort(new Error('The run was killed.'))
    })
    const write = {
      object: 'profiles',
      operation: 'upsert',
      records: [{ email: email(1) }, { email: 'nobody' }],
    } as const
    const killed = await pair.klaviyo.write({ ...write, signal: abort.signal })
    expect(statuses(killed)).toEqual(['unknown', 'unknown'])
    stop()
    await using again = await pair.open({ cache })
    expect(await again.write(write)).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', message: 'Invalid email address' },
    ])
    expect(requests.filter((request) => request === `POST ${jobs}`)).toHaveLength(2)
  })

  test.each([
    ['is gone', { hasForgottenJobs: true }],
    ['was cancelled', { jobEnd: 'cancelled' }],
  ] as const)('whose job %s leaves its records unknown', async (_name, behaviour) => {
    await using pair = await openKlaviyo()
    Object.assign(pair.simulator.account, behaviour)
    expect(statuses(await upsert(pair, [{ email: email(1) }]))).toEqual(['unknown'])
  })

  test('whose errors have expired leaves its records unknown, and is made anew the next time', async () => {
    const cache = memoryCache()
    await using pair = await openKlaviyo({ cache })
    const { account } = pair.simulator
    account.hasForgottenErrors = true
    const records = [{ id: 'lost-1' }, { id: 'lost-2' }]
    expect(statuses(await upsert(pair, records, ['id']))).toEqual(['unknown', 'unknown'])
    account.hasForgottenErrors = false
    expect(statuses(await upsert(pair, records, ['id']))).toEqual(['rejected', 'rejected'])
  })

  test('waits for a job that is still running', async () => {
    await using pair = await openKlaviyo({ clock: hundredfold })
    pair.simulator.account.pollsUntilDone = 3
    const requests = requestsOf(pair)
    expect(statuses(await upsert(pair, [{ email: email(1) }]))).toEqual(['ok'])
    expect(requests).toHaveLength(1 + 4)
  })

  test('never sends the same person twice in one job, whatever the case of the address', async () => {
    await using pair = await openKlaviyo()
    const outcomes = await upsert(pair, [
      { email: 'Ada@example.com' },
      { email: 'ada@example.com' },
    ])
    expect(statuses(outcomes)).toEqual(['ok', 'retry'])
  })

  test('rejects by itself what Klaviyo could not tell apart or would refuse', async () => {
    await using pair = await openKlaviyo()
    const requests = requestsOf(pair)
    const records = [
      { email: null, first_name: 'Ada' },
      { email: email(1), about: 'x'.repeat(103_000) },
      { email: email(2), first_name: { not: 'a text' } },
    ]
    expect(await upsert(pair, records)).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', message: expect.stringContaining('email') },
      { status: 'rejected', code: 'REV_RECORD_TOO_LARGE' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
    ])
    expect(requests).toEqual([])
  })

  test('puts fields where Klaviyo keeps them, and all others among the properties', async () => {
    await using pair = await openKlaviyo()
    const record = {
      email: email(1),
      external_id: 42,
      'location.zip': 10_117,
      plan: { name: 'gold', since: 2026 },
      'location.planet': 'Earth',
      __proto__x: true,
    }
    await upsert(pair, [record])
    expect(pair.simulator.account.profiles.list()[0]?.attributes).toMatchObject({
      external_id: '42',
      location: { zip: '10117' },
      properties: {
        plan: { name: 'gold', since: 2026 },
        'location.planet': 'Earth',
        __proto__x: true,
      },
    })
  })
})

describe('null', () => {
  const full = {
    first_name: 'Ada',
    title: 'Engineer',
    'location.city': 'Ulm',
    plan: 'gold',
    score: 1,
  }

  test('clears fields, parts of the location and custom properties, and leaves the others', async () => {
    await using pair = await openKlaviyo()
    await upsert(pair, [{ email: email(1), ...full }])
    const nulls = { first_name: null, 'location.city': null, plan: null }
    expect(statuses(await upsert(pair, [{ email: email(1), ...nulls, score: 2 }]))).toEqual(['ok'])
    expect(pair.simulator.account.profiles.list()[0]?.attributes).toMatchObject({
      first_name: null,
      title: 'Engineer',
      location: { city: null },
      properties: { score: 2 },
    })
    expect(pair.simulator.account.profiles.list()[0]?.attributes['properties']).not.toHaveProperty(
      'plan',
    )
  })

  test('costs a request of its own only where there is something to clear', async () => {
    await using pair = await openKlaviyo()
    await upsert(pair, [{ email: email(0), ...full }])
    const records = Array.from({ length: 250 }, (_, index) => ({
      email: email(index),
      title: null,
    }))
    const requests = requestsOf(pair)
    expect(new Set(statuses(await upsert(pair, records)))).toEqual(new Set(['ok']))
    expect(requests.filter((one) => one === 'GET /api/profiles')).toHaveLength(3)
    expect(requests.filter((one) => one === 'POST /api/profile-import')).toHaveLength(1)
  })

  test('that could not be cleared leaves its record alone not ok', async () => {
    await using pair = await openKlaviyo()
    await upsert(pair, [{ email: email(1), ...full }, { email: email(2) }])
    const body = JSON.stringify({ errors: [{ code: 'invalid', title: 'No', detail: 'Not now.' }] })
    pair.simulator.faults.next(
      { kind: 'status', status: 400, when: 'before', body, contentType: 'application/json' },
      { after: 3 },
    )
    const outcomes = await upsert(pair, [
      { email: email(1), title: null },
      { email: email(2), title: null },
    ])
    expect(outcomes).toMatchObject([{ status: 'rejected', message: 'Not now.' }, { status: 'ok' }])
  })
})

describe('an update', () => {
  test('touches only profiles that are there, and makes none', async () => {
    await using pair = await openKlaviyo()
    await upsert(pair, [{ email: email(1) }])
    const write = { object: 'profiles', operation: 'update', matchOn: ['email'] } as const
    const records = [
      { email: email(1), title: 'x' },
      { email: email(2), title: 'y' },
    ]
    expect(await pair.klaviyo.write({ ...write, records })).toMatchObject([
      { status: 'ok', effect: 'updated' },
      { status: 'skipped', reason: 'no-match' },
    ])
    expect(pair.simulator.account.profiles.list()).toHaveLength(1)
  })

  test('that was killed goes on with its job, although its profiles are looked for again', async () => {
    const cache = memoryCache()
    await using pair = await openKlaviyo({ cache })
    await upsert(pair, [{ email: email(1) }])
    const requests = requestsOf(pair)
    const abort = new AbortController()
    const stop = pair.simulator.watch(({ request: { path } }) => {
      if (path.startsWith(`${jobs}/`)) abort.abort(new Error('The run was killed.'))
    })
    const records = [
      { email: email(1), title: 'x' },
      { email: email(2), title: 'y' },
    ]
    const write = { object: 'profiles', operation: 'update', matchOn: ['email'], records } as const
    const killed = await pair.klaviyo.write({ ...write, signal: abort.signal })
    expect(statuses(killed)).toEqual(['unknown', 'skipped'])
    stop()
    await using again = await pair.open({ cache })
    expect(statuses(await again.write(write))).toEqual(['ok', 'skipped'])
    expect(requests.filter((request) => request === `POST ${jobs}`)).toHaveLength(1)
  })
})
