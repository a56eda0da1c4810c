import { expect, test } from 'vitest'
import { startAcme, type AcmeServer } from '../support/acme-server.ts'
import { expectFailure } from '../support/expect-failure.ts'
import { acmeSyncYaml, makeAcmeProject } from '../support/make-project.ts'

/** Runs whatever is wrong with a model through check, plan and run: each says it, and none sends anything. */
async function expectModelFailure(
  acme: AcmeServer,
  files: Readonly<Record<string, string>>,
  failure: { readonly code: string; readonly says: readonly (string | RegExp)[] },
): Promise<void> {
  const project = await makeAcmeProject(acme, files)
  for (const command of ['check', 'plan', 'run']) {
    await expectFailure(project, [command], { exitCode: 2, hides: [acme.token], ...failure })
  }
  expect(acme.writes).toBe(0)
}

test('SQL error: points into the file', async () => {
  await expectModelFailure(
    await startAcme(),
    { 'models/people.sql': "-- people\nselect id, emial from 'people.csv'\n" },
    { code: 'REV_MODEL_SQL', says: ['models/people.sql:2:12', 'emial', 'email'] },
  )
})

test('a statement that is no query is refused', async () => {
  await expectModelFailure(
    await startAcme(),
    { 'models/people.sql': 'create table people as select 1 as id\n' },
    { code: 'REV_MODEL_NOT_A_QUERY', says: ['models/people.sql'] },
  )
})

test('missing column: says which, and what there is', async () => {
  await expectModelFailure(
    await startAcme(),
    { 'syncs/people.yaml': acmeSyncYaml.replace('name: name', 'name: nmae') },
    { code: 'REV_MODEL_COLUMN', says: ['syncs/people.yaml:6', 'nmae', '"name"'] },
  )
})

test('missing key column: says which', async () => {
  await expectModelFailure(
    await startAcme(),
    { 'syncs/people.yaml': acmeSyncYaml.replace('key: id', 'key: idd') },
    { code: 'REV_MODEL_COLUMN', says: ['syncs/people.yaml:5', 'idd', '"id"'] },
  )
})

test('missing file: says which', async () => {
  await expectModelFailure(
    await startAcme(),
    { 'models/people.sql': "select id, email, name from 'absent.csv'\n" },
    { code: 'REV_MODEL_NOT_FOUND', says: ['absent.csv', 'models/people.sql:1'] },
  )
})

test('a filter that compares a text with a number is refused in its file', async () => {
  await expectModelFailure(
    await startAcme(),
    { 'syncs/people.yaml': `${acmeSyncYaml}filter: "name > 5"\n` },
    {
      code: 'REV_CONFIG_MAPPING',
      says: ['syncs/people.yaml:7', 'Cannot compare values of type VARCHAR', 'try_cast('],
    },
  )
})

test('a filter that stops at a value: says at which row and why, and nothing is sent', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'people.csv':
      'id,email,name\n1,ada@example.com,7\n2,grace@example.com,Grace\n3,e@example.com,x\n',
    'syncs/people.yaml': `${acmeSyncYaml}filter: "name::INTEGER > 5"\n`,
  })
  for (const command of ['plan', 'run']) {
    await expectFailure(project, [command], {
      exitCode: 1,
      code: 'REV_VALUE_INVALID',
      says: ['syncs/people.yaml:7', 'stops at the row [2]', "'Grace'", 'try_cast('],
      hides: [acme.token],
    })
  }
  expect(acme.writes).toBe(0)
})
