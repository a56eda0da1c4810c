import { openDestination, type OpenDestination } from '@revetl/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { startTemplate, type TemplateSimulator } from './simulator.ts'

let simulator: TemplateSimulator
let crm: OpenDestination

const open = (apiKey: string) =>
  openDestination(definition, {
    config: { apiKey, baseUrl: simulator.url },
    egressAllow: ['127.0.0.1/32'],
  })
const upsert = { object: 'people', operation: 'upsert' } as const

beforeEach(async () => {
  simulator = await startTemplate()
  crm = await open('simulated-key')
})
afterEach(async () => {
  await crm[Symbol.asyncDispose]()
  await simulator[Symbol.asyncDispose]()
})

test('names the account of the key', async () => {
  expect(await crm.check()).toEqual({ account: { id: 'account-1' } })
})

test('refuses a key that is not good', async () => {
  await using stranger = await open('another-key')
  await expect(stranger.check()).rejects.toThrow(
    expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
  )
})

test('writes good records and rejects bad ones with the reason', async () => {
  const records = [{ email: 'ada@example.com', score: 1 }, { email: 'nobody' }]
  expect(await crm.write({ ...upsert, records })).toMatchObject([
    { status: 'ok', effect: 'written' },
    { status: 'rejected', message: 'nobody is not an email', field: 'email' },
  ])
  expect([...simulator.people.values()]).toEqual([{ email: 'ada@example.com', score: 1 }])
})

test('deletes a person, and again without harm', async () => {
  await crm.write({ ...upsert, records: [{ email: 'ada@example.com' }] })
  const remove = {
    object: 'people',
    operation: 'delete',
    records: [{ email: 'ada@example.com' }],
  } as const
  expect(await crm.write(remove)).toMatchObject([{ status: 'ok', effect: 'deleted' }])
  expect(await crm.write(remove)).toMatchObject([{ status: 'ok', effect: 'deleted' }])
  expect(simulator.people.size).toBe(0)
})

test('believes no success where the answer is about other people', async () => {
  simulator.faults.next({ kind: 'results', how: 'extra' })
  const records = [{ email: 'ada@example.com' }, { email: 'ben@example.com' }]
  const outcomes = await crm.write({ ...upsert, records })
  expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown'])
})

test('waits as long as Template CRM asks', async () => {
  simulator.faults.next({ kind: 'throttle', retryAfter: '1' })
  const records = [{ email: 'ada@example.com' }]
  const startedMs = performance.now()
  expect(await crm.write({ ...upsert, records })).toMatchObject([{ status: 'ok' }])
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1000)
})
