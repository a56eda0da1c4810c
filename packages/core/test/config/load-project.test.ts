import { expect, test } from 'vitest'
import { goodFiles, load, problemsOf, projectPath } from './project-fixture.ts'

test('a good project loads with every reference resolved', async () => {
  const project = await load()
  const sync = project.syncs.get('people')
  expect(project).toMatchObject({ name: 'quickstart', path: projectPath, warnings: [] })
  expect(sync).toMatchObject({
    name: 'people',
    object: 'contacts',
    mode: 'upsert',
    key: ['id'],
    track: 'values',
    patienceMs: 600_000,
    isAllColumns: false,
  })
  expect(sync?.destination.config).toEqual({ url: 'https://tok-12345@crm.example.com' })
  expect(sync?.model.source.name).toBe('local')
  expect(sync?.fields.map(({ field, expression }) => [field, expression.kind])).toEqual([
    ['email', 'column'],
    ['name', 'call'],
  ])
})

test('all problems of all files come at once, rev.yaml first, each with its line and column', async () => {
  const problems = await problemsOf({
    'rev.yaml': `${goodFiles['rev.yaml']}memroy: 1GB\n`,
    'models/people.sql': '-- kye: id\nselect 1',
    'syncs/people.yaml': goodFiles['syncs/people.yaml'].replace('mode: upsert', 'mode: upsrt'),
  })
  expect(problems.map(({ code, at, hint }) => [code, at, hint])).toEqual([
    ['REV_CONFIG_UNKNOWN_KEY', 'rev.yaml:8:1', 'Did you mean "memory"?'],
    ['REV_CONFIG_UNKNOWN_KEY', 'models/people.sql:1:1', 'Did you mean "key"?'],
    ['REV_CONFIG_INVALID', 'syncs/people.yaml:4:7', 'Did you mean "upsert"?'],
  ])
})
