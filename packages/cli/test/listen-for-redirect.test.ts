import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { BrowserLogin, LoginDone } from '@revetl/core'
import { expect, test } from 'vitest'
import { listenForRedirect } from '../src/login/listen-for-redirect.ts'

const redirect = { host: '127.0.0.1', port: undefined, path: '/callback' } as const
const done: LoginDone = { scopes: ['a'], isRenewable: true }
const never = new AbortController().signal

/** A login whose state is `ours`, and that ends as it is told. */
function loginThat(finish: BrowserLogin['finish']): BrowserLogin {
  return { url: '', isOurs: (answer) => answer.get('state') === 'ours', finish }
}

async function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request(url, { headers, method }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return {
    status: response.statusCode,
    html: await text(response),
    headers: response.headers,
  }
}

test('the answer of the login ends it, and whatever else comes does not', async () => {
  await using listener = await listenForRedirect('crm', redirect, undefined)
  const { redirectUri } = listener
  const ended = listener.finish(
    loginThat(async () => done),
    never,
  )
  const host = new URL(redirectUri).host.replace('127.0.0.1', 'evil.example.com')
  const ours = `${redirectUri}?state=ours&code=1`
  expect((await get(ours, { host })).status).toBe(404)
  expect((await get(ours, {}, 'POST')).status).toBe(404)
  expect((await get(new URL('/callback/', ours).href)).status).toBe(404)
  expect((await get(`${redirectUri}?state=theirs&code=1`)).status).toBe(400)
  expect((await get(redirectUri)).status).toBe(400)
  const page = await get(ours)
  expect([page.status, page.html]).toEqual([200, expect.stringContaining('Logged in to crm')])
  expect(page.headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("default-src 'none'") as string,
  })
  expect(await ended).toEqual(done)
})

test('a second answer does not disturb the first', async () => {
  await using listener = await listenForRedirect('crm', redirect, undefined)
  const { promise, resolve } = Promise.withResolvers<LoginDone>()
  const asked = Promise.withResolvers<void>()
  let finishes = 0
  const login = loginThat(() => {
    finishes += 1
    asked.resolve()
    return promise
  })
  const ended = listener.finish(login, never)
  const first = get(`${listener.redirectUri}?state=ours&code=1`)
  await asked.promise
  expect((await get(`${listener.redirectUri}?state=ours&code=1`)).status).toBe(409)
  resolve(done)
  expect((await first).status).toBe(200)
  expect([await ended, finishes]).toEqual([done, 1])
})

test('a failure is shown as text and never as HTML, and ends the login', async () => {
  await using listener = await listenForRedirect('crm', redirect, undefined)
  const login = loginThat(() => Promise.reject(new Error('<script>alert("x")</script> & more')))
  const ended = listener.finish(login, never).catch((error: unknown) => error)
  const page = await get(`${listener.redirectUri}?state=ours&error=x`)
  expect(page.status).toBe(400)
  expect(page.html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more')
  expect(await ended).toBeInstanceOf(Error)
})

test('whoever closed the window early has logged in all the same', async () => {
  await using listener = await listenForRedirect('crm', redirect, undefined)
  const finish = Promise.withResolvers<LoginDone>()
  const asked = Promise.withResolvers<void>()
  const login = loginThat(() => {
    asked.resolve()
    return finish.promise
  })
  const ended = listener.finish(login, never)
  const window = request(`${listener.redirectUri}?state=ours&code=1`).on('error', () => {})
  window.end()
  await asked.promise
  await new Promise((resolve) => window.on('close', resolve).destroy())
  finish.resolve(done)
  expect(await ended).toEqual(done)
})

test('a login that is given up ends with the reason', async () => {
  await using listener = await listenForRedirect('crm', redirect, undefined)
  const controller = new AbortController()
  const ended = listener.finish(
    loginThat(async () => done),
    controller.signal,
  )
  controller.abort(new Error('too late'))
  await expect(ended).rejects.toThrow('too late')
})

test('the name that the vendor wants is in the redirect, and the listener stays on 127.0.0.1', async () => {
  const named = { ...redirect, host: 'localhost', path: '/oauth' } as const
  await using listener = await listenForRedirect('crm', named, undefined)
  expect(listener.redirectUri).toMatch(/^http:\/\/localhost:\d+\/oauth$/)
  const ended = listener.finish(
    loginThat(async () => done),
    never,
  )
  const url = listener.redirectUri.replace('localhost', '127.0.0.1')
  const { host } = new URL(listener.redirectUri)
  expect((await get(`${url}?state=ours`, { host })).status).toBe(200)
  expect(await ended).toEqual(done)
})
