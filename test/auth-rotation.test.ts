import { expect, test, vi } from 'vitest'
import { expectFailure } from './support/expect-failure.ts'
import { logIn, makeLoginProject } from './support/login-project.ts'
import { openIdClient, startOpenIdVendor } from './support/openid-provider.ts'
import { rev, startRev, type RunningRev } from './support/run-rev.ts'

// Several commands one after the other, each a process: a busy machine takes a while.
vi.setConfig({ testTimeout: 600_000 })

/** Waits for something that happens while a command runs. */
async function moment(running: RunningRev, start: (resolve: () => void) => void): Promise<void> {
  const early = running.ended.then(({ stdout, stderr }) => {
    throw new Error(`rev ended early: ${stdout}${stderr}`)
  })
  await Promise.race([new Promise<void>(start), early])
}

test('two processes whose token has ended renew it once between them, and the provider sees no reuse', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  await vendor.expireTokens()
  // Six writes of two runs: at least four waiting means that both are there with the token that has ended.
  let waiting = 0
  const { promise: both, resolve: go } = Promise.withResolvers<void>()
  vendor.beforeApi = async () => {
    waiting += 1
    if (waiting >= 4) go()
    await both
  }
  const runs = await Promise.all(['people', 'again'].map((name) => rev(project, ['run', name])))
  for (const { exitCode, stdout, stderr } of runs) expect(exitCode, stdout + stderr).toBe(0)
  expect(vendor.asked).toEqual(['authorization_code', 'refresh_token'])
  expect(vendor.events).not.toContain('grant.revoked')
  vendor.beforeApi = undefined
  await vendor.expireTokens()
  expect((await rev(project, ['check'])).exitCode).toBe(0)
  expect(vendor.events).not.toContain('grant.revoked')
})

test('a refresh token that somebody else used ends the grant, and the next run says to log in again', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  const [first = ''] = vendor.refreshTokens
  await vendor.expireTokens()
  expect((await rev(project, ['check'])).exitCode).toBe(0)
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: first,
    client_id: openIdClient.id,
  })
  expect((await fetch(`${vendor.url}/token`, { method: 'POST', body })).status).toBe(400)
  expect(vendor.events).toContain('grant.revoked')
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_AUTH_REFRESH',
    says: ['the grant was refused (invalid_grant', 'rev auth login people'],
  })
  await logIn(project)
  expect((await rev(project, ['check'])).exitCode).toBe(0)
})

test('a process that is killed right after a rotation has kept the new token', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  await vendor.expireTokens()
  const running = startRev(project, ['check'])
  // The first request with the new token: it is used only once it is kept.
  let requests = 0
  await moment(running, (resolve) => {
    vendor.beforeApi = async () => {
      requests += 1
      if (requests < 2) return
      resolve()
      await new Promise(() => {})
    }
  })
  running.child.kill('SIGKILL')
  await running.ended
  vendor.beforeApi = undefined
  expect((await rev(project, ['check'])).exitCode).toBe(0)
  expect(vendor.asked.filter((type) => type === 'refresh_token')).toHaveLength(1)
  await vendor.expireTokens()
  expect((await rev(project, ['check'])).exitCode).toBe(0)
  expect(vendor.events).not.toContain('grant.revoked')
})

test('a process that is killed while it asks for a new token leaves the lock to the next one', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  await vendor.expireTokens()
  const running = startRev(project, ['check'])
  await moment(running, (resolve) => {
    vendor.atToken = async (when) => {
      if (when === 'after') return
      resolve()
      await new Promise(() => {})
    }
  })
  running.child.kill('SIGKILL')
  await running.ended
  vendor.atToken = undefined
  expect((await rev(project, ['check'])).exitCode).toBe(0)
  expect(vendor.events).not.toContain('grant.revoked')
})

test('Ctrl-C in the middle of a rotation keeps the new token', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  await vendor.expireTokens()
  const running = startRev(project, ['run', 'people'])
  await moment(running, (resolve) => {
    vendor.atToken = async (when) => {
      if (when === 'before') return
      running.child.kill('SIGINT')
      resolve()
      // Long enough for a run that would not wait to be gone.
      await new Promise((answer) => setTimeout(answer, 1000))
    }
  })
  await running.ended
  vendor.atToken = undefined
  const { exitCode, stdout, stderr } = await rev(project, ['run', 'people'])
  expect(exitCode, stdout + stderr).toBe(0)
  expect(vendor.events).not.toContain('grant.revoked')
})
