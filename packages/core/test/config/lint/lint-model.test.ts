import { expect, test } from 'vitest'
import { lintModel } from '../../../src/config/lint/lint-model.ts'
import { scanSql } from '../../../src/config/sql/scan-sql.ts'
import { goodFiles, load } from '../project-fixture.ts'

/** The findings of the model that the sync `people` uses, as `rule line:column`. */
async function findings(sql: string, map = goodFiles['syncs/people.yaml']): Promise<string[]> {
  const project = await load({ 'models/people.sql': sql, 'syncs/people.yaml': map })
  const model = project.models.get('people')
  if (model === undefined) throw new Error('the project has no model people')
  return lintModel(model, project).map(({ rule, place }) => `${rule} ${place.line}:${place.column}`)
}

test.each([
  ['every column', '-- key: id\nselect *\nfrom people', ['select-star 2:8']],
  ['every column of a table', '-- key: id\nselect p.id, p.* from people p', ['select-star 2:16']],
  ['a limit', '-- key: id\nselect id from people\nlimit 10', ['unordered-limit 3:1']],
  [
    'a fetch',
    '-- key: id\nselect id from people fetch first 5 rows only',
    ['unordered-limit 2:23'],
  ],
  [
    'a limit in a subquery that the ORDER BY outside does not order',
    '-- key: id\nselect id from (select id from people limit 5) as some order by id',
    ['unordered-limit 2:39'],
  ],
  [
    'the time of the run in a column that is mapped',
    '-- key: id\nselect id,\n  now() as name from people',
    ['moving-value 3:3'],
  ],
  [
    'a random column that is a part of one that is mapped',
    '-- key: id\nselect id, lower(cast(random() as text)) as email from people',
    ['moving-value 2:23'],
  ],
  [
    'the time in a WITH, which may end anywhere',
    '-- key: id\nwith a as (select id, current_date as day from people) select id from a',
    ['moving-value 2:23'],
  ],
  ['a semicolon', '-- key: id\nselect id from people;\n', ['trailing-semicolon 2:22']],
])('finds %s, at its place in the file', async (_name, sql, expected) => {
  expect(await findings(sql)).toEqual(expected)
})

test.each([
  ['count(*) and a product', 'select count(*) as n, 2 * 3 as m from people'],
  ['all columns of what the query defines', 'with a as (select id from people) select * from a'],
  ['a limit with its order', 'select id from people order by id limit 10'],
  [
    'a function of the time in a condition',
    "select id from people where at > now() - interval '1 day'",
  ],
  ['a join on the time', 'select p.id from people p join days d on d.day = current_date'],
  ['the time in a column that no sync maps', 'select id, email, now() as read_at from people'],
  ['a column that is called like a function', 'select p.random, today as day from people p'],
  [
    'words in texts, names and comments',
    `select 'limit 1; now()' as a, "limit" /* limit */ from t -- limit`,
  ],
  ['a text in dollars', 'select $body$ limit 1; $body$ as id'],
  [
    'an order of a window, which orders no rows',
    'select row_number() over (order by at) as n from people',
  ],
])('says nothing of %s', async (_name, sql) => {
  expect(await findings(`-- key: id\n${sql}`)).toEqual([])
})

test('a moving column counts as mapped where a sync maps all', async () => {
  const all = goodFiles['syncs/people.yaml'].replace(/map:[\s\S]*/, 'map: all\nmatch: email\n')
  expect(await findings('-- key: id\nselect id, email, now() as at from people', all)).toEqual([
    'moving-value 2:19',
  ])
})

test('a model that no sync uses, and one that then has no key either', async () => {
  const project = await load({
    'models/a.sql': '-- key: id\nselect 1 as id',
    'models/b.sql': 'select 1 as id',
  })
  const rules = [...project.models.values()].map((model) => [
    model.name,
    ...lintModel(model, project).map(({ rule }) => rule),
  ])
  expect(rules).toEqual([['a', 'unused'], ['b', 'unused', 'missing-key'], ['people']])
})

test('a place in YAML is its line', async () => {
  const sql = 'key: id\nsql: |\n  select\n    *\n  from people\n'
  const project = await load({ 'models/people.sql': undefined, 'models/people.yaml': sql })
  const model = project.models.get('people')
  const found = model && lintModel(model, project)
  expect(found).toMatchObject([{ place: { file: 'models/people.yaml', line: 4, column: 1 } }])
})

test.each(["select 'it", 'select "a', 'select /* a /* b */', 'select $a$ b', '', '\u0000 é ☃'])(
  'any text has tokens that lie in it, one after the other: %s',
  (sql) => {
    let end = 0
    for (const token of scanSql(sql)) {
      expect(token.offset).toBeGreaterThanOrEqual(end)
      expect(token.end).toBeGreaterThan(token.offset)
      end = token.end
    }
    expect(end).toBeLessThanOrEqual(sql.length)
  },
)
