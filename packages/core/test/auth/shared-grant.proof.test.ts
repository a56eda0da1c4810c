import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { reply, route, startSimulator } from '@revetl/testkit/simulator'
import { expect, test } from 'vitest'

/** A vendor that rotates refresh tokens and revokes the whole grant when one comes twice. */
async function rotatingVendor() {
  const state = { version: 0, isExpired: true, isRevoked: false, refreshes: 0 }
  const token = route('POST', '/token', (request) => {
    state.refreshes += 1
    const form = new URLSearchParams(request.text)
    if (form.get('refresh_token') !== `refresh-${state.version}`) state.isRevoked = true
    if (state.isRevoked) return reply(400, { error: 'invalid_grant' })
    state.version += 1
    state.isExpired = false
    return reply(200, {
      access_token: `access-${state.version}`,
      refresh_token: `refresh-${state.version}`,
      expires_in: 3600,
    })
  })
  const things = route('POST', '/things', (request) => {
    const isGood =
      !state.isExpired &&
      !state.isRevoked &&
      request.headers.authorization === `Bearer access-${state.version}`
    return reply(isGood ? 200 : 401, {})
  })
  const simulator = await startSimulator({
    routes: [token, things],
    errors: {
      unauthorized: () => reply(401, {}),
      throttled: () => reply(429, {}),
      notFound: () => reply(404, {}),
    },
  })
  return { state, simulator }
}

async function askAll(workers: readonly ChildProcess[]): Promise<string[]> {
  const answers = workers.map((worker) => once(worker, 'message') as Promise<[string[]]>)
  for (const worker of workers) worker.send('go')
  return (await Promise.all(answers)).flatMap(([failed]) => failed)
}

test('three processes that refresh a rotating token together, a hundred times, refresh it once each time', async () => {
  const { state, simulator } = await rotatingVendor()
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-grant-'))
  const script = path.join(import.meta.dirname, 'token-worker.ts')
  const urls = [`${simulator.url}/things`, `${simulator.url}/token`]
  const workers = [1, 2, 3].map(() => fork(script, [...urls, path.join(folder, 'ledger.db')]))
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    for (let round = 1; round <= 100; round++) {
      state.isExpired = true
      expect(await askAll(workers)).toEqual([])
      expect([state.refreshes, state.isRevoked]).toEqual([round, false])
    }
  } finally {
    for (const worker of workers) worker.disconnect()
    await Promise.all(workers.map((worker) => once(worker, 'exit')))
    await simulator[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  }
})
