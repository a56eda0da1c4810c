import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { expectFailure } from './support/expect-failure.ts'
import { logIn, makeLoginProject, said, startLogin } from './support/login-project.ts'
import { openIdClient, startOpenIdVendor } from './support/openid-provider.ts'
import { rev, revJson, startRev } from './support/run-rev.ts'
import { Visitor } from './support/visitor.ts'

// Several commands one after the other, each a process: a busy machine takes a while.
vi.setConfig({ testTimeout: 600_000 })

const statusOf = async (address: string, init?: RequestInit) => (await fetch(address, init)).status

test('a login in the browser at a real OpenID provider lets a run deliver, and shows no token anywhere', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  const { running, url } = await startLogin(project)
  const asked = new URL(url).searchParams
  // The client id came from a reference, and is no secret where the user has to open the address.
  expect(asked.get('client_id')).toBe(openIdClient.id)
  expect(asked.get('scope')).toBe('openid offline_access people')
  const visitor = new Visitor()
  const end = await visitor.agree(await visitor.open(url))
  expect([end.status, end.html]).toEqual([200, expect.stringContaining('Logged in to people')])
  const login = await running.ended
  expect(login.stdout).toContain('Logged in to people (People).')
  expect((await rev(project, ['check'])).stdout).toContain('ada')
  const run = await rev(project, ['run', 'people'])
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  expect([...vendor.people]).toEqual([
    ['1', 'ada'],
    ['2', 'ada'],
    ['3', 'ada'],
  ])
  const state = path.join(project, '.rev')
  expect(statSync(path.join(state, 'token.key')).mode & 0o777).toBe(0o600)
  const printed = [login, run].map(({ stdout, stderr }) => stdout + stderr).join('\n')
  const [refreshToken = 'none'] = vendor.refreshTokens
  const files = readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) expect(readFileSync(file, 'latin1')).not.toContain(refreshToken)
  expect(printed).not.toContain(refreshToken)
})

test('a connector in a process of its own is logged in to in the same way, and never sees a token', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor, '    run_in: child')
  await logIn(project)
  const { exitCode, stdout, stderr } = await rev(project, ['run', 'people'])
  expect(exitCode, stdout + stderr).toBe(0)
  expect(vendor.people.size).toBe(3)
})

test('whoever is not logged in is told how to, by check and by run', async () => {
  const project = await makeLoginProject(await startOpenIdVendor())
  for (const command of [
    ['check', 'people'],
    ['run', 'people'],
  ]) {
    await expectFailure(project, command, {
      exitCode: 2,
      code: 'REV_AUTH_MISSING',
      says: ['not logged in: run rev auth login people'],
    })
  }
})

test('consent that is denied ends the login, and the browser shows it', async () => {
  const project = await makeLoginProject(await startOpenIdVendor())
  const { running, url } = await startLogin(project)
  const visitor = new Visitor()
  const end = await visitor.refuse(await visitor.open(url))
  expect([end.status, end.html]).toEqual([400, expect.stringContaining('consent was denied')])
  const { exitCode, stderr } = await running.ended
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('REV_AUTH_LOGIN')])
  expect((await revJson(project, ['auth', 'list'])).result).toMatchObject({
    logins: [{ connection: 'people', status: null }],
  })
})

test('answers of other logins and of other pages are ignored, and the login goes on', async () => {
  const project = await makeLoginProject(await startOpenIdVendor())
  const { running, url } = await startLogin(project)
  const redirect = new URL(url).searchParams.get('redirect_uri') ?? ''
  expect(await statusOf(`${redirect}?code=stolen&state=of-another-login`)).toBe(400)
  expect(await statusOf(`${redirect}?error=access_denied`)).toBe(400)
  expect(await statusOf(`${redirect}?code=x`, { method: 'POST' })).toBe(404)
  expect(await statusOf(new URL('/favicon.ico', redirect).href)).toBe(404)
  const visitor = new Visitor()
  const end = await visitor.agree(await visitor.open(url))
  expect(end.html).toContain('Logged in to people')
  expect((await running.ended).exitCode).toBe(0)
})

test('an answer that names another issuer is refused', async () => {
  const project = await makeLoginProject(await startOpenIdVendor())
  const { running, url } = await startLogin(project)
  const { searchParams: asked } = new URL(url)
  const answer = new URLSearchParams({
    code: 'any',
    state: asked.get('state') ?? '',
    iss: 'https://evil.example.com',
  })
  const page = await fetch(`${asked.get('redirect_uri')}?${answer.toString()}`)
  expect(await page.text()).toContain('comes from another vendor')
  expect((await running.ended).exitCode).toBe(2)
})

test('a port that is in use is named, and a login that nobody finishes ends', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const project = await makeLoginProject(await startOpenIdVendor())
  await expectFailure(project, ['auth', 'login', 'people', '--port', String(port)], {
    exitCode: 2,
    code: 'REV_AUTH_LOGIN',
    says: [`port ${port} of 127.0.0.1 is in use`, '--port'],
  })
  await expectFailure(project, ['auth', 'login', 'people', '--timeout', '1'], {
    exitCode: 2,
    code: 'REV_AUTH_LOGIN',
    says: ['nobody finished it within 1 seconds'],
  })
})

test('the port that is asked for is the one that the browser comes back to', async () => {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as AddressInfo
  free.close()
  await once(free, 'close')
  const project = await makeLoginProject(await startOpenIdVendor())
  const { running, url } = await startLogin(project, '--port', String(port))
  expect(new URL(url).searchParams.get('redirect_uri')).toBe(`http://127.0.0.1:${port}/callback`)
  const visitor = new Visitor()
  await visitor.agree(await visitor.open(url))
  expect((await running.ended).exitCode).toBe(0)
})

test('a login by a code on another device lets a run deliver', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  const running = startRev(project, ['auth', 'login', 'people', '--device', '--no-browser'])
  const [, url = '', code = ''] = await said(running, /open (\S+) and type[\s\S]*\n {2}(\S+)\n/)
  const visitor = new Visitor()
  const confirm = await visitor.send(await visitor.open(url), { user_code: code })
  const end = await visitor.agree(await visitor.send(confirm, { confirm: 'yes' }))
  expect(end.html).toContain('Sign-in Success')
  const { exitCode, stderr } = await running.ended
  expect(exitCode, stderr).toBe(0)
  expect((await rev(project, ['run', 'people'])).exitCode).toBe(0)
  expect(vendor.people.size).toBe(3)
})

test('logging out revokes at the vendor and forgets', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  const { result: before } = await revJson(project, ['auth', 'list'])
  expect(before).toMatchObject({
    logins: [
      {
        connection: 'people',
        vendor: 'People',
        methods: ['browser', 'device'],
        status: { isRenewable: true, scopes: ['openid', 'offline_access', 'people'] },
        missingScopes: [],
      },
    ],
  })
  expect((await rev(project, ['auth', 'list'])).stdout).toContain('logged in')
  const { exitCode, result } = await revJson(project, ['auth', 'logout', 'people'])
  expect([exitCode, result]).toMatchObject([0, { connection: 'people', ended: 'revoked' }])
  expect(vendor.events).toContain('grant.revoked')
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_AUTH_MISSING',
    says: ['not logged in: run rev auth login people'],
  })
  expect((await rev(project, ['auth', 'logout', 'people'])).stdout).toContain(
    'Nobody was logged in',
  )
})

test('a login asks for what the objects in use need, and check and list name what is missing later', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  const syncs = ['people', 'again'].map((name) => path.join(project, `syncs/${name}.yaml`))
  const [text = ''] = syncs.map((file) => readFileSync(file, 'utf8'))
  for (const file of syncs) await rm(file)
  const { running, url } = await startLogin(project)
  expect(new URL(url).searchParams.get('scope')).toBe('openid offline_access')
  const visitor = new Visitor()
  await visitor.agree(await visitor.open(url))
  expect((await running.ended).exitCode).toBe(0)
  await writeFile(syncs[0] ?? '', text)
  const check = await rev(project, ['check'])
  expect(check.stdout).toContain('The login of people was not granted people')
  expect((await revJson(project, ['auth', 'list'])).result).toMatchObject({
    logins: [{ connection: 'people', missingScopes: ['people'] }],
  })
})

test('a key that is lost is told, and logging out and in again mends it', async () => {
  const vendor = await startOpenIdVendor()
  const project = await makeLoginProject(vendor)
  await logIn(project)
  const withKey = readFileSync(path.join(project, 'rev.yaml'), 'utf8')
  const key = 'q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80='
  const env = { REV_TOKEN_KEY: key }
  await writeFile(
    path.join(project, 'rev.yaml'),
    `${withKey}state: { token_key: '\${env:REV_TOKEN_KEY}' }\n`,
  )
  await expectFailure(
    project,
    ['check'],
    { exitCode: 2, code: 'REV_AUTH_KEY', says: ['holds another key'], hides: [key] },
    { env },
  )
  const { result } = await revJson(project, ['auth', 'logout', 'people'], { env })
  expect(result).toMatchObject({ connection: 'people', ended: 'forgotten' })
  expect((await revJson(project, ['auth', 'list'], { env })).result).toMatchObject({
    logins: [{ status: null, methods: ['browser', 'device'] }],
  })
})

test('a connection whose credentials stand in rev.yaml, and one that does not exist, are told by what they are', async () => {
  const project = await makeLoginProject(await startOpenIdVendor())
  await expectFailure(project, ['auth', 'login', 'files'], {
    exitCode: 2,
    code: 'REV_AUTH_LOGIN',
    says: ['its connector has nothing to log in to'],
  })
  await expectFailure(project, ['auth', 'login', 'poeple'], {
    exitCode: 2,
    code: 'REV_CONFIG_REFERENCE',
    says: ['Did you mean "people"?'],
  })
})
