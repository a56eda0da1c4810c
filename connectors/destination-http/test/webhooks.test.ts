import { createHmac } from 'node:crypto'
import type { Clock } from '@revetl/sdk'
import { systemClock } from '@revetl/testkit'
import { expect, test } from 'vitest'
import { openApi, startApi, type Received } from './api.ts'

const secret = `whsec_${Buffer.from('a secret of more than 24 bytes').toString('base64')}`
const hook = { method: 'POST', url: '/hook', send: 'record' }
const records = [{ id: 1, note: 'Zoë' }]

/** What a receiver does by the specification: recompute, compare, and refuse what is older than five minutes. */
function isAuthentic({ headers, body }: Received, nowMs: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': sent } = headers
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = createHmac('sha256', key).update(`${String(id)}.${String(seconds)}.${body}`)
  const isFresh = Math.abs(nowMs / 1000 - Number(seconds)) <= 300
  return isFresh && sent === `v1,${signed.digest('base64')}`
}

/** A clock that runs as fast as the real one, but elsewhere in time. */
function clockAt(nowMs: number): Clock & { shiftMs: number } {
  const startMs = Date.now()
  const clock = {
    ...systemClock,
    shiftMs: 0,
    now: () => nowMs + clock.shiftMs + Date.now() - startMs,
  }
  return clock
}

test('a Standard Webhooks receiver trusts the request, and refuses it when it is changed or old', async () => {
  await using api = await startApi({ status: 204 })
  const nowMs = Date.UTC(2030, 0, 1)
  const config = { signature: { kind: 'standard-webhooks', secret } }
  await using destination = await openApi(api, { append: hook }, config, { clock: clockAt(nowMs) })
  await destination.write({ object: 'contacts', operation: 'append', records })
  const [request] = api.received as [Received]
  expect(isAuthentic(request, nowMs)).toBe(true)
  expect(isAuthentic({ ...request, body: request.body.replace('1', '2') }, nowMs)).toBe(false)
  expect(isAuthentic(request, nowMs + 301_000)).toBe(false)
  expect(request.headers['webhook-id']).not.toContain('.')
})

test('a later attempt has the same id and a new time', async () => {
  const clock = clockAt(Date.UTC(2030, 0, 1))
  await using api = await startApi(() => {
    clock.shiftMs += 1000
    return { status: api.received.length === 1 ? 423 : 204 }
  })
  const config = { signature: { kind: 'standard-webhooks', secret } }
  await using destination = await openApi(api, { append: hook }, config, { clock })
  await destination.write({ object: 'contacts', operation: 'append', records })
  const [first, second] = api.received as [Received, Received]
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(second.headers['webhook-timestamp']).not.toBe(first.headers['webhook-timestamp'])
  expect(isAuthentic(second, clock.now())).toBe(true)
})

test('other vendors sign with a header, a prefix and a timestamp of their own', async () => {
  await using api = await startApi({ status: 204 })
  const signature = {
    kind: 'hmac',
    secret: 'shared',
    header: 'X-Signature',
    prefix: 'sha256=',
    timestampHeader: 'X-Time',
  }
  await using destination = await openApi(api, { append: hook }, { signature })
  await destination.write({ object: 'contacts', operation: 'append', records })
  const { headers, body } = api.received[0] as Received
  const signed = createHmac('sha256', 'shared').update(`${String(headers['x-time'])}.${body}`)
  expect(headers['x-signature']).toBe(`sha256=${signed.digest('hex')}`)
})

test('a message of one record is a batch of its own, so that its id is its own', async () => {
  await using api = await startApi({ status: 204 })
  const config = { signature: { kind: 'standard-webhooks', secret } }
  await using destination = await openApi(api, { append: hook }, config)
  const { objects } = await destination.discover()
  expect(objects[0]?.operations?.append?.batch).toEqual({ recordsMax: 1 })
})
