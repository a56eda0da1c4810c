import { expect, test } from 'vitest'
import { goodFiles, load, loadFine, seenIn } from './project-fixture.ts'

const good = goodFiles['syncs/people.yaml']
const other = good.replace('model: people', 'model: others')
const revYaml = goodFiles['rev.yaml']

test.for<[what: string, files: Record<string, string>, places: readonly string[]]>([
  [
    'its own file',
    { 'syncs/other.yaml': good.replace('object', 'objct') },
    ['syncs/other.yaml:3:1'],
  ],
  ['its mapping', { 'syncs/other.yaml': good.replace('trim', 'trimm') }, ['syncs/other.yaml:7:33']],
  ['a model that is missing', { 'syncs/other.yaml': other }, ['syncs/other.yaml:1:8']],
  [
    'its model',
    { 'syncs/other.yaml': other, 'models/others.sql': '-- kye: id\nselect 1 as id' },
    ['models/others.sql:1:1'],
  ],
  [
    'a model that its model refers to',
    {
      'syncs/other.yaml': other,
      'models/others.sql': "-- key: id\nselect * from {{ ref('base') }}",
      'models/base.sql': '-- kye: id\nselect 1 as id',
    },
    ['models/base.sql:1:1'],
  ],
  [
    'its destination',
    {
      'rev.yaml': `${revYaml}  old:\n    connector: crm\n    url: '\${env:NOWHERE}'\n`,
      'syncs/other.yaml': good.replace('crm', 'old'),
    },
    ['rev.yaml:10:10'],
  ],
  [
    'the source of its model',
    {
      'rev.yaml': revYaml.replace('destinations:', '  old: { connector: nothing }\ndestinations:'),
      'models/others.sql': '-- source: old\n-- key: id\nselect 1 as id',
      'models/people.sql': `-- source: local\n${goodFiles['models/people.sql']}`,
      'syncs/other.yaml': other,
    },
    ['rev.yaml:4:21'],
  ],
])('a sync that cannot be used for %s leaves the others alone', async ([, files, places]) => {
  const { syncs, brokenSyncs } = await loadFine(files)
  expect([...syncs.keys()]).toEqual(['people'])
  expect([...brokenSyncs.keys()]).toEqual(['other'])
  expect(seenIn(brokenSyncs.get('other')).map(({ at }) => at)).toEqual(places)
  await expect(load(files)).rejects.toThrow('Failed to')
})

test('what no sync uses is nobody’s fault', async () => {
  const { syncs, brokenSyncs } = await loadFine({ 'models/others.sql': '-- kye: id\nselect 1' })
  expect([...syncs.keys()]).toEqual(['people'])
  expect(brokenSyncs.size).toBe(0)
})

test.for<[what: string, files: Record<string, string>, says: string]>([
  ['rev.yaml itself', { 'rev.yaml': `${revYaml}memroy: 1GB\n` }, 'memroy'],
  ['the file of secrets', { '.env': 'TOKEN' }, '.env'],
  ['two files of one name', { 'syncs/people.yml': good }, 'people.yml'],
])('what is wrong with %s is wrong with all', async ([, files, says]) => {
  await expect(loadFine(files)).rejects.toThrow(says)
})
