import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startAcme } from '../support/acme-server.ts'
import { expectFailure } from '../support/expect-failure.ts'
import { acmeSyncYaml, makeAcmeProject, peopleCsv } from '../support/make-project.ts'
import { rev, revJson } from '../support/run-rev.ts'

// Nothing listens on port 1.
const nowhere = { url: 'http://127.0.0.1:1', token: 'token-for-nobody' }

test.for([['check'], ['run']])('unreachable host: `%s` names it', async (args) => {
  const project = await makeAcmeProject(nowhere)
  await expectFailure(project, args, {
    exitCode: 3,
    code: 'REV_NETWORK_UNREACHABLE',
    says: ['127.0.0.1'],
    hides: [nowhere.token],
  })
})

test.for([['check'], ['run']])('wrong credentials: `%s` says whose', async (args) => {
  const acme = await startAcme()
  const token = 'a-token-that-is-wrong'
  const project = await makeAcmeProject({ url: acme.url, token })
  await expectFailure(project, args, {
    exitCode: 2,
    code: 'REV_AUTH_INVALID',
    says: ['401'],
    hides: [token],
  })
  expect(acme.people.size).toBe(0)
})

test('with --debug everything is told but the secret', async () => {
  const token = 'a-token-that-is-wrong'
  const project = await makeAcmeProject({ url: (await startAcme()).url, token })
  const { stdout, stderr } = await rev(project, ['run', '--debug'])
  expect(stdout + stderr).toContain('REV_AUTH_INVALID')
  expect(stdout + stderr).not.toContain(token)
})

test('missing permission: nothing counts as delivered, and all is sent once it is there', async () => {
  const acme = await startAcme()
  acme.answer = ({ method }) => (method === 'PUT' ? 403 : undefined)
  const project = await makeAcmeProject(acme)
  await expectFailure(project, ['run'], {
    exitCode: 2,
    code: 'REV_AUTH_SCOPE',
    says: ['Answered 403.'],
    hides: [acme.token],
  })
  acme.answer = undefined
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  expect(acme.people.size).toBe(3)
})

test('unsupported mode: says which modes there are', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'syncs/people.yaml': acmeSyncYaml.replace('mode: upsert', 'mode: append'),
  })
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONFIG_MODE',
    says: ['syncs/people.yaml:4:7', 'append', 'upsert'],
  })
})

test('mapping to a read-only field: says so at its line', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'syncs/people.yaml': acmeSyncYaml.replace('name: name', 'created_at: name'),
  })
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONFIG_MAPPING',
    says: ['syncs/people.yaml:6', 'created_at', /read-only/i],
  })
})

test('mapping to an unknown field: names the nearest one', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'syncs/people.yaml': acmeSyncYaml.replace('email: email', 'emial: email'),
  })
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONFIG_MAPPING',
    says: ['syncs/people.yaml:6', 'emial', '"email"'],
  })
})

test('value too long: the record is rejected with its reason, the others are delivered', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'people.csv': `${peopleCsv}4,somebody.with.a.very.long.name@example.com,Long\n`,
  })
  const { exitCode, stdout } = await rev(project, ['run'])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/4.*email.*30.*REV_VALUE_TOO_LONG/s)
  expect([...acme.people.keys()].sort()).toEqual(['1', '2', '3'])
})

test('a rejected record keeps its reason, and is delivered once it is fixed', async () => {
  const acme = await startAcme()
  const bad = peopleCsv.replace('grace@example.com', 'grace')
  const project = await makeAcmeProject(acme, { 'people.csv': bad })
  expect((await rev(project, ['run'])).exitCode).toBe(1)
  const { stdout } = await rev(project, ['rejects', 'show', 'people', '2'])
  expect(stdout).toContain('"grace" is no e-mail address.')
  const file = path.join(project, 'people.csv')
  await writeFile(file, (await readFile(file, 'utf8')).replace('grace,', 'grace@example.com,'))
  const { writes } = acme
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  expect(acme.writes).toBe(writes + 1)
  const { result } = await revJson(project, ['rejects', 'list'])
  expect(result).toEqual({ rejects: [] })
})
