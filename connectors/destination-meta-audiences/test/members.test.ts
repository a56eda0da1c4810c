import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openMeta } from './open-meta.ts'

const sha = (text: string) => hash('sha256', text)
const ada = { email: 'Ada@example.com', fn: 'Ada', country: 'GB' }
const ben = { email: 'ben@example.com', fn: null, country: 'DE' }

describe('members', () => {
  test('are sent in one request, hashed, with an empty text where nothing is known', async () => {
    await using pair = await openMeta()
    const sent: unknown[] = []
    pair.simulator.watch(({ request }) => request.method === 'POST' && sent.push(request.json))
    await pair.meta.write({
      object: pair.audience,
      operation: 'add',
      records: [ada, ben],
      matchOn: ['email'],
    })
    expect(sent).toEqual([
      {
        payload: {
          schema: ['EMAIL', 'FN', 'COUNTRY'],
          data: [
            [sha('ada@example.com'), sha('ada'), sha('gb')],
            [sha('ben@example.com'), '', sha('de')],
          ],
        },
      },
    ])
    expect(JSON.stringify(sent)).not.toMatch(/example\.com|"Ada"/i)
  })

  test('that cannot be recognised are rejected before anything is sent, and the others arrive', async () => {
    await using pair = await openMeta()
    const records = [{ email: 'nobody' }, ada, { email: null, fn: null, country: null }]
    const outcomes = await pair.meta.write({
      object: pair.audience,
      operation: 'add',
      records,
      matchOn: ['email'],
    })
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'email' },
      { status: 'ok' },
      { status: 'rejected', message: expect.stringContaining('no value') },
    ])
    expect(pair.simulator.audience('Customers').members).toHaveLength(1)
  })

  test('none of whom can be recognised make no request', async () => {
    await using pair = await openMeta()
    await pair.meta.discover()
    const before = pair.simulator.requestCount
    await pair.meta.write({ object: pair.audience, operation: 'add', records: [{ email: 'x' }] })
    expect(pair.simulator.requestCount).toBe(before)
  })

  test('are removed by the identifier alone by which they are matched', async () => {
    await using pair = await openMeta()
    const { meta, audience, simulator } = pair
    await meta.write({
      object: audience,
      operation: 'add',
      records: [ada, ben],
      matchOn: ['email'],
    })
    const remove = { object: audience, operation: 'remove', matchOn: ['email'] } as const
    const records = [{ email: 'ADA@example.com' }]
    expect(await meta.write({ ...remove, records })).toMatchObject([{ effect: 'accepted' }])
    expect(await meta.write({ ...remove, records })).toMatchObject([{ effect: 'accepted' }])
    expect(simulator.audience('Customers').members).toHaveLength(1)
  })
})

describe('a replacement', () => {
  const types = { email: 'string' } as const
  const target = (object: string) => ({ object, operation: 'replace', types }) as const

  test('becomes the members with the batch that is marked as the last one', async () => {
    await using pair = await openMeta()
    const { meta, audience, simulator } = pair
    await meta.write({ object: audience, operation: 'add', records: [ada], matchOn: ['email'] })
    const sessions: unknown[] = []
    simulator.watch(({ request: { path, json } }) => {
      if (path.endsWith('usersreplace')) sessions.push((json as { session: unknown }).session)
    })
    const session = await meta.session(target(audience))
    await session.write({ records: [{ email: 'a@example.com' }, { email: 'b@example.com' }] })
    await session.write({ records: [{ email: 'c@example.com' }] })
    expect(simulator.audience('Customers').members).toHaveLength(1)
    await session.commit()
    const emails = simulator.audience('Customers').members.map((member) => member['EMAIL'])
    expect(emails).toEqual(['a@example.com', 'b@example.com', 'c@example.com'].map(sha))
    const id = (sessions[0] as { session_id: number }).session_id
    expect(Number.isSafeInteger(id) && id > 0).toBe(true)
    expect(sessions).toEqual([
      { session_id: id, batch_seq: 1, last_batch_flag: false },
      { session_id: id, batch_seq: 2, last_batch_flag: false },
      { session_id: id, batch_seq: 3, last_batch_flag: true },
    ])
  })

  test('sends a batch that failed again under the same number', async () => {
    await using pair = await openMeta()
    const session = await pair.meta.session(target(pair.audience))
    await session.write({ records: [{ email: 'a@example.com' }] })
    pair.simulator.faults.next({ kind: 'reset', when: 'after' })
    const records = [{ email: 'b@example.com' }]
    await session.write({ records }).catch(() => session.write({ records }))
    await session.commit()
    expect(pair.simulator.audience('Customers').members).toHaveLength(2)
  })

  test('by nobody is refused: the audience stays as it is', async () => {
    await using pair = await openMeta()
    await pair.meta.write({
      object: pair.audience,
      operation: 'add',
      records: [ada],
      matchOn: ['email'],
    })
    const session = await pair.meta.session(target(pair.audience))
    await session.write({ records: [{ email: 'nobody' }] })
    await expect(session.commit()).rejects.toThrow(/nobody is left/)
    expect(pair.simulator.audience('Customers').members).toHaveLength(1)
  })

  test('that is taken back leaves the members as they are', async () => {
    await using pair = await openMeta()
    await pair.meta.write({
      object: pair.audience,
      operation: 'add',
      records: [ada],
      matchOn: ['email'],
    })
    const session = await pair.meta.session(target(pair.audience))
    await session.write({ records: [{ email: 'a@example.com' }] })
    await session.abort()
    expect(pair.simulator.audience('Customers').members).toHaveLength(1)
    await expect(session.commit()).rejects.toThrow(/no session is open/)
  })

  test('whose last answer was no yes is not committed', async () => {
    await using pair = await openMeta()
    const session = await pair.meta.session(target(pair.audience))
    await session.write({ records: [{ email: 'a@example.com' }] })
    pair.simulator.faults.next({ kind: 'body', text: '{}' })
    await expect(session.commit()).rejects.toThrow(expect.objectContaining({ delivery: 'unknown' }))
  })
})
