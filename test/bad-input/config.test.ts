import { expect, test } from 'vitest'
import { startAcme } from '../support/acme-server.ts'
import { expectFailure } from '../support/expect-failure.ts'
import {
  acmeRevYaml,
  acmeSyncYaml,
  makeAcmeProject,
  temporaryFolder,
} from '../support/make-project.ts'

const commands = [['check'], ['plan'], ['run']] as const

test('no project: says where it looked and how to make one', async () => {
  const folder = await temporaryFolder()
  await expectFailure(folder, ['run'], {
    exitCode: 2,
    code: 'REV_CONFIG_MISSING',
    says: [folder, 'rev init'],
  })
})

test.for(commands)('unknown connector: `%s` names the nearest one', async (args) => {
  const project = await makeAcmeProject(await startAcme(), {
    'rev.yaml': acmeRevYaml.replace('connector: duckdb', 'connector: duckbd'),
  })
  await expectFailure(project, args, {
    exitCode: 2,
    code: 'REV_CONNECTOR_UNKNOWN',
    says: ['rev.yaml:3:23', 'Did you mean "duckdb"?', 'rev connector add'],
  })
})

test.for(commands)('typo in a key: `%s` names the place and the right key', async (args) => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'syncs/people.yaml': acmeSyncYaml.replace('object:', 'objct:'),
  })
  await expectFailure(project, args, {
    exitCode: 2,
    code: 'REV_CONFIG_UNKNOWN_KEY',
    says: ['syncs/people.yaml:3:1', 'objct', '"object"'],
    hides: [acme.token],
  })
})

test('every mistake of a project is shown in one look', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'rev.yaml': acmeRevYaml.replace('connector: duckdb', 'connector: duckbd'),
    'syncs/people.yaml': acmeSyncYaml.replace('mode: upsert', 'mode: upsrt'),
  })
  const { error } = await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONNECTOR_UNKNOWN',
    says: ['syncs/people.yaml:4:7'],
  })
  expect(error?.others).not.toHaveLength(0)
})

test('wrong type: says what was expected', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'syncs/people.yaml': acmeSyncYaml.replace('key: id', 'key: 42'),
  })
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONFIG_INVALID',
    says: ['syncs/people.yaml:5:6', /expected/i],
  })
})

test('broken YAML: says where', async () => {
  const project = await makeAcmeProject(await startAcme(), { 'rev.yaml': 'name: [e2e\n' })
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONFIG_SYNTAX',
    says: [/rev\.yaml:\d+:\d+/],
  })
})

test('missing secret: names the variable', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    '.env': '',
  })
  await expectFailure(project, ['run'], {
    exitCode: 2,
    code: 'REV_CONFIG_SECRET',
    says: ['ACME_TOKEN', 'is not set', 'rev.yaml:8:12'],
  })
})

test('empty secret: is none', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, { '.env': 'ACME_TOKEN=\n' })
  await expectFailure(project, ['run'], {
    exitCode: 2,
    code: 'REV_CONFIG_SECRET',
    says: ['ACME_TOKEN', 'is empty'],
  })
})

test('no key: says how to name one', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'syncs/people.yaml': acmeSyncYaml.replace('key: id\n', ''),
  })
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONFIG_KEY',
    says: ['syncs/people.yaml', 'key'],
  })
})
