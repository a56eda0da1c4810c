import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startAcme } from '../support/acme-server.ts'
import { expectFailure } from '../support/expect-failure.ts'
import { acmeSyncYaml, makeAcmeProject, peopleCsv } from '../support/make-project.ts'
import { rev, revJson } from '../support/run-rev.ts'

test('duplicate keys: nothing is sent, and they are counted and listed', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'people.csv': `${peopleCsv}2,grace.hopper@example.com,Grace Hopper\n`,
  })
  await expectFailure(project, ['run'], {
    exitCode: 1,
    code: 'REV_MODEL_KEY_DUPLICATE',
    says: ['duplicate_keys'],
  })
  expect(acme.writes).toBe(0)
  const plan = await rev(project, ['plan'])
  expect(plan.stdout + plan.stderr).toMatch(
    /\b2\b.*REV_MODEL_KEY_DUPLICATE|REV_MODEL_KEY_DUPLICATE/,
  )
})

test('duplicate keys, rejected: the other records are delivered', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'people.csv': `${peopleCsv}2,grace.hopper@example.com,Grace Hopper\n`,
    'syncs/people.yaml': `${acmeSyncYaml}duplicate_keys: reject\n`,
  })
  const { exitCode, stdout } = await rev(project, ['run'])
  expect(exitCode).toBe(1)
  expect(stdout).toContain('REV_MODEL_KEY_DUPLICATE')
  expect([...acme.people.keys()].sort()).toEqual(['1', '3'])
})

test('null keys: counted, listed, and the other records are delivered', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'people.csv': `${peopleCsv},nobody@example.com,Nobody\n`,
  })
  const { exitCode, stdout, stderr } = await rev(project, ['run'])
  expect(exitCode).toBe(1)
  expect(stdout + stderr).toContain('REV_MODEL_KEY_NULL')
  expect(JSON.stringify([...acme.people.values()])).not.toContain('nobody@')
})

test('key type change: says what it was and what it is, and sends nothing', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  const { writes } = acme
  await writeFile(
    path.join(project, 'models/people.sql'),
    "select 'p' || id as id, email, name from 'people.csv'\n",
  )
  await expectFailure(project, ['run'], {
    exitCode: 2,
    code: 'REV_MODEL_KEY_TYPE',
    says: ['id', 'integer', 'string', 'rev reset people'],
  })
  expect(acme.writes).toBe(writes)
})

test('a query that returns nothing: an empty first run is fine', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'models/people.sql': "select id, email, name from 'people.csv' where false\n",
  })
  const { exitCode } = await rev(project, ['run'])
  expect(exitCode).toBe(0)
})

test('a query that returns nothing after records were delivered: nothing is removed until it is confirmed', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'syncs/people.yaml': acmeSyncYaml.replace('mode: upsert', 'mode: mirror'),
    'models/people.sql': "select id::bigint as id, email, name from 'people.csv'\n",
  })
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  await writeFile(path.join(project, 'people.csv'), 'id,email,name\n')
  const { error } = await expectFailure(project, ['run'], {
    exitCode: 1,
    code: 'REV_GUARD_EMPTY',
    says: ['--plan'],
  })
  expect(error?.hint).toMatch(/--plan \w+/)
  expect(acme.people.size).toBe(3)
  const { result } = await revJson(project, ['plan'])
  const { plans } = result as { plans: { hash: string }[] }
  const confirmed = await rev(project, ['run', 'people', '--plan', plans[0]?.hash ?? ''])
  expect(confirmed.exitCode, confirmed.stderr).toBe(0)
  expect(acme.people.size).toBe(0)
})
