import { ok, type Batch, type Outcome } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openDestination, type OpenDestination } from '../src/index.ts'
import { acme, acmeToken, codeOf, startAcme } from './acme.ts'

const egressAllow = ['127.0.0.1/32']

async function openFake(
  write: (batch: Batch) => Promise<readonly Outcome[]>,
): Promise<OpenDestination> {
  return openDestination(acme(write), {
    config: { url: 'http://127.0.0.1:9', token: acmeToken },
    egressAllow,
  })
}
const upsert = { object: 'contacts', operation: 'upsert' } as const
const two = [{ email: 'a@example.com' }, { email: 'b@example.com' }]

test('gives the outcomes in the order of the records, whatever the order of the answer', async () => {
  await using server = await startAcme()
  await using destination = await openDestination(acme(), {
    config: { url: server.url, token: acmeToken },
    egressAllow,
  })
  const outcomes = await destination.write({
    ...upsert,
    records: [
      { email: 'a@example.com', name: 'Ada' },
      { email: 'b@example.com', name: 'bad' },
      { email: 'c@example.com', name: 'Cy' },
    ],
  })
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'rejected', 'ok'])
  expect([...server.contacts.keys()].sort()).toEqual(['a@example.com', 'c@example.com'])
  expect(destination.stats().requests).toBe(1)
})

test('checks and discovers, and masks what the connector logs', async () => {
  await using server = await startAcme()
  const good = acme()
  const talkative: typeof good = {
    ...good,
    check: (ctx) => {
      ctx.log.info(`checking with ${acmeToken}`, { token: acmeToken })
      ctx.log.debug('checking')
      return good.check(ctx)
    },
  }
  await using destination = await openDestination(talkative, {
    config: { url: server.url, token: acmeToken },
    egressAllow,
  })
  expect(await destination.check()).toEqual({ account: { id: 'acme-1' } })
  expect((await destination.discover()).objects.map(({ name }) => name)).toEqual(['contacts'])
  expect(destination.logs.map(({ isMasked }) => isMasked)).toEqual([true, false])
  expect(JSON.stringify(destination.logs)).not.toContain(acmeToken)
})

test('refuses a configuration that the connector’s schema refuses', async () => {
  const opening = openDestination(acme(), { config: { url: 'no address', token: 'x' } })
  expect(await codeOf(opening)).toBe('REV_CONFIG_INVALID')
})

test.for<[string, (batch: Batch) => unknown]>([
  ['no list', () => undefined],
  ['a missing id', ({ changes }) => changes.slice(1).map((change) => ok(change))],
  ['a repeated id', ({ changes: [first] }) => first && [ok(first), ok(first)]],
  ['a foreign id', ({ changes }) => [...changes, { id: 'zz' }].map((change) => ok(change))],
])('an answer with %s breaks the contract', async ([, answer]) => {
  await using destination = await openFake(async (batch) => answer(batch) as Outcome[])
  expect(await codeOf(destination.write({ ...upsert, records: two }))).toBe(
    'REV_CONNECTOR_CONTRACT',
  )
})

test('a connector that changes its batch fails', async () => {
  await using destination = await openFake(async (batch) => {
    Object.assign(batch.changes[0]?.fields ?? {}, { name: 'changed' })
    return batch.changes.map((change) => ok(change))
  })
  await expect(destination.write({ ...upsert, records: two })).rejects.toThrow(TypeError)
})

test('sends only what a host sends', async () => {
  await using destination = await openFake(async ({ changes }) => changes.map((one) => ok(one)))
  const write = (records: typeof two) => codeOf(destination.write({ ...upsert, records }))
  expect(await write([])).toBe('REV_USAGE')
  expect(await write([...two, ...two, ...two])).toBe('REV_USAGE')
  expect(await write([two[0], two[0]] as typeof two)).toBe('REV_USAGE')
  expect(await write(two)).toBe('no error')
})

test('names the objects and operations that there are', async () => {
  await using destination = await openFake(async () => [])
  await expect(
    destination.write({ object: 'deals', operation: 'upsert', records: two }),
  ).rejects.toThrow('Known: contacts')
  await expect(
    destination.write({ object: 'contacts', operation: 'append', records: two }),
  ).rejects.toThrow('the object allows upsert, update')
})

test('tells the types of the values: as given, as declared, else by the values', async () => {
  let seen: Batch | undefined
  await using destination = await openFake(async (batch) => {
    seen = batch
    return batch.changes.map((change) => ok(change))
  })
  const records = [
    { email: 'a@example.com', age: null, tags: ['x'], ratio: 1.5, day: '2026-01-31' },
  ]
  await destination.write({
    ...upsert,
    records: [...records, { email: 'b@example.com', age: 7 }],
    types: { day: 'date' },
  })
  expect(Object.fromEntries((seen?.fields ?? []).map(({ name, type }) => [name, type]))).toEqual({
    day: 'date',
    email: 'string',
    age: 'integer',
    tags: 'json',
    ratio: 'number',
  })
  expect(seen?.changes[0]?.key).toEqual(['a@example.com'])
})
