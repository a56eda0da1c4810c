import { expect, test } from 'vitest'
import { startAcme } from './support/acme-server.ts'
import { expectFailure } from './support/expect-failure.ts'
import { makeAcmeProject, writeFiles } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

const files = {
  'models/people.sql': "-- description: Who is who.\nselect id, email, name from 'people.csv'\n",
  'models/orders.sql':
    '-- key: id\nselect *, now() as at\nfrom range(5) as numbers(id)\nlimit 3;\n',
}

test('model list names each model, where it is read and who uses it', async () => {
  const project = await makeAcmeProject(await startAcme(), files)
  const { stdout } = await rev(project, ['model', 'list'])
  expect(stdout).toMatch(/^orders +sql +files +id *$/m)
  expect(stdout).toMatch(/^people +sql +files +people +Who is who\.$/m)
  expect(await revJson(project, ['model', 'list'])).toMatchObject({
    ok: true,
    command: 'model list',
    result: { models: [{ name: 'orders', key: ['id'], usedBy: [] }, { name: 'people' }] },
  })
})

test('model show has the columns with their types, the uses and the SQL', async () => {
  const project = await makeAcmeProject(await startAcme(), files)
  const { stdout } = await rev(project, ['model', 'show', 'people'])
  expect(stdout).toMatch(/^id +integer +BIGINT/m)
  expect(stdout).toMatch(/^people +acme \/ people +upsert +id$/m)
  expect(stdout).toContain("select id, email, name from 'people.csv'")
  expect(await revJson(project, ['model', 'show', 'orders'])).toMatchObject({
    result: {
      model: {
        columns: [
          { name: 'id', isKey: true },
          { name: 'at', type: 'timestamptz' },
        ],
      },
    },
  })
})

test('model preview shows so many rows, as a table and as JSON', async () => {
  const project = await makeAcmeProject(await startAcme(), files)
  const { stdout } = await rev(project, ['model', 'preview', 'people', '--rows', '2'])
  expect(stdout.trimEnd().split('\n')).toEqual([
    'id  email              name',
    ' 1  ada@example.com    Ada',
    ' 2  grace@example.com  Grace',
  ])
  expect(await revJson(project, ['model', 'preview', 'people', '--rows', '1'])).toMatchObject({
    result: { model: 'people', rows: [[1, 'ada@example.com', 'Ada']] },
  })
})

test('model lint has the place of each finding; only what a run refuses is a failure', async () => {
  const project = await makeAcmeProject(await startAcme(), files)
  const { stdout, exitCode } = await rev(project, ['model', 'lint'])
  expect(exitCode).toBe(0)
  for (const line of [
    'models/orders.sql:1:1  unused',
    'models/orders.sql:2:8  select-star',
    'models/orders.sql:2:11  moving-value',
    'models/orders.sql:4:1  unordered-limit',
    'models/orders.sql:4:8  trailing-semicolon',
  ]) {
    expect(stdout).toContain(line)
  }
  expect(await revJson(project, ['model', 'lint', 'people', '--data'])).toMatchObject({
    ok: true,
    result: { findings: [] },
  })
})

test('model lint --data ends with 1 where a key does not identify its rows', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'models/twins.sql': '-- key: id\nselect 1 as id from range(3)\n',
  })
  const { exitCode, result } = await revJson(project, ['model', 'lint', 'twins', '--data'])
  expect(exitCode).toBe(1)
  expect(result).toMatchObject({ findings: [{ rule: 'unused' }, { rule: 'key-not-unique' }] })
})

test('a contract that does not hold stops plan and run at its line; with warn both only note it', async () => {
  const acme = await startAcme()
  const sql = `-- contract:
--   columns:
--     email: { not_null: true, accepted_values: [ada@example.com, grace@example.com] }
select id, email, name from 'people.csv'
`
  const project = await makeAcmeProject(acme, { 'models/people.sql': sql })
  const words = 'email accepted_values does not hold: 1 row with another value (key 3)'
  for (const command of ['plan', 'run']) {
    await expectFailure(project, [command], {
      exitCode: 1,
      code: 'REV_MODEL_CONTRACT',
      says: [words, 'models/people.sql:3:8', 'Nothing was sent'],
    })
  }
  await writeFiles(project, {
    'models/people.sql': sql.replace('-- contract:', '-- contract:\n--   on_violation: warn'),
  })
  const { stdout, exitCode } = await rev(project, ['run'])
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain(words)
})

test('a model is made of another one by ref, and an error in either is told at its own line', async () => {
  const raw = "-- key: id\nselect id, email, name\nfrom 'people.csv'\n"
  const project = await makeAcmeProject(await startAcme(), {
    'models/raw.sql': raw,
    'models/people.sql':
      "select id, email, upper(name) as name\nfrom {{ ref('raw') }} where id < 3\n",
  })
  expect(await revJson(project, ['run'])).toMatchObject({ exitCode: 0, result: { sent: 2 } })
  expect((await rev(project, ['model', 'show', 'raw'])).stdout).toContain('A part of people.')
  expect((await rev(project, ['model', 'show', 'people'])).stdout).toMatch(/^refs +raw$/m)
  expect((await rev(project, ['model', 'lint'])).stdout).toContain('Nothing found.')
  await writeFiles(project, { 'models/raw.sql': raw.replace('email', 'emial') })
  await expectFailure(project, ['plan'], {
    exitCode: 2,
    code: 'REV_MODEL_SQL',
    says: ['models/raw.sql:2:12'],
  })
})

test('a model that is not there is told with the nearest name', async () => {
  const project = await makeAcmeProject(await startAcme(), files)
  await expectFailure(project, ['model', 'show', 'poeple'], {
    exitCode: 2,
    code: 'REV_CONFIG_REFERENCE',
    says: ['Did you mean "people"?'],
  })
})
