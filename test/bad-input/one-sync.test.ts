import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startAcme } from '../support/acme-server.ts'
import { expectFailure } from '../support/expect-failure.ts'
import { acmeSyncYaml, makeAcmeProject, writeFiles } from '../support/make-project.ts'
import { rev, revJson } from '../support/run-rev.ts'

const broken = { 'syncs/old.yaml': acmeSyncYaml.replace('model: people', 'model: persons') }
const why = 'there is no model "persons"'
const place = 'syncs/old.yaml:1:8'

test('a sync at fault does not stop another one that is named', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, broken)
  for (const command of ['check', 'plan', 'run']) {
    const { exitCode, stdout, stderr } = await rev(project, [command, 'people'])
    expect(exitCode, stdout + stderr).toBe(0)
    for (const words of ['The sync old is left out', why, place]) expect(stderr).toContain(words)
  }
  expect([...acme.people.keys()].sort()).toEqual(['1', '2', '3'])
})

test('of all syncs the others run, and what is wrong is told at the end', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, broken)
  const { exitCode, stdout } = await rev(project, ['run', '--all'])
  expect(exitCode).toBe(2)
  for (const words of ['people: success', 'old: failed', why, place]) {
    expect(stdout).toContain(words)
  }
  expect(acme.people.size).toBe(3)
  const again = await revJson(project, ['run', '--all'])
  expect(again).toMatchObject({
    exitCode: 2,
    error: { code: 'REV_CONFIG_REFERENCE' },
    result: { sent: 0, runs: [{ sync: 'people' }, { sync: 'old', status: 'failed' }] },
  })
})

test('of all syncs the others are planned, also beside one whose SQL fails', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    ...broken,
    'models/first.sql': "select nothing from 'people.csv'\n",
    'syncs/first.yaml': acmeSyncYaml.replace('model: people', 'model: first'),
  })
  const { exitCode, stdout } = await rev(project, ['plan'])
  expect(exitCode).toBe(2)
  for (const words of [
    'first: no plan',
    'models/first.sql:1:8',
    '+ 3 to add',
    'old: no plan',
    place,
  ]) {
    expect(stdout).toContain(words)
  }
  const planned = await revJson(project, ['plan'])
  expect(planned).toMatchObject({
    exitCode: 2,
    error: { code: 'REV_MODEL_SQL' },
    result: { plans: [{ status: 'failed' }, { changes: { added: 3 } }, { status: 'failed' }] },
  })
})

test.for([['run'], ['plan'], ['check'], ['reset']])(
  'the sync at fault itself is refused by `%s`',
  async ([command = '']) => {
    const project = await makeAcmeProject(await startAcme(), broken)
    await expectFailure(project, [command, 'old'], {
      exitCode: 2,
      code: 'REV_CONFIG_REFERENCE',
      says: [why, place],
    })
  },
)

test('what is remembered can be seen and decided while a sync is at fault', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  acme.answer = ({ url }) => (url?.endsWith('/2') ? 422 : undefined)
  expect((await rev(project, ['run'])).exitCode).toBe(1)
  await rm(path.join(project, 'models/people.sql'))
  await writeFiles(project, {
    'syncs/new.yaml': acmeSyncYaml.replace('object: people', 'object: pets'),
  })

  const status = await rev(project, ['status'])
  expect(status.exitCode, status.stderr).toBe(0)
  for (const words of ['people', 'new', 'there is no model "people"']) {
    expect(status.stdout).toContain(words)
  }
  const { result } = await revJson(project, ['rejects', 'list', 'people'])
  expect(result).toMatchObject({ rejects: [{ sync: 'people', key: [2] }] })
  const runs = await revJson(project, ['runs', 'people'])
  expect(runs.result).toMatchObject({ runs: [{ sync: 'people', status: 'partial' }] })
  const skipped = await revJson(project, ['rejects', 'skip', 'people', '--all'])
  expect(skipped).toMatchObject({ exitCode: 0, result: { records: 1 } })
})

test('a secret that only one destination lacks stops only the syncs to it', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'rev.yaml': `name: e2e
sources:
  files: { connector: duckdb }
destinations:
  acme: { connector: ./connectors/acme, url: http://acme.example, token: '\${env:ACME_TOKEN}' }
  other: { connector: ./connectors/acme, url: 'http://other.example', token: '\${env:OTHER_TOKEN}' }
egress: { allow: [127.0.0.1/32] }
`,
    'syncs/other.yaml': acmeSyncYaml.replace('destination: acme', 'destination: other'),
  })
  const { exitCode, stdout, stderr } = await rev(project, ['run', 'people'])
  expect(exitCode, stdout + stderr).toBe(0)
  expect(stderr).toContain('OTHER_TOKEN')
  expect(acme.people.size).toBe(3)
})
