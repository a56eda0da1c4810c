import { DuckDBInstance } from '@duckdb/node-api'
import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import type { Model, Project } from '../../../src/index.ts'
import { atModel } from '../../../src/run/describe-model.ts'
import { dbtFiles, modelNode } from '../dbt/dbt-artifacts.ts'
import { goodFiles, load, problemsOf } from '../project-fixture.ts'

type Files = Readonly<Record<string, string | undefined>>

/** A project of these models besides `people`, by their SQL. */
function modelFiles(models: Readonly<Record<string, string>>): Files {
  return Object.fromEntries(
    Object.entries(models).map(([name, sql]) => [`models/${name}.sql`, sql]),
  )
}

function modelOf(project: Project, name: string): Model {
  const model = project.models.get(name)
  if (model === undefined) throw new Error(`the project has no model ${name}`)
  return model
}

/** What DuckDB, which is strict about names, makes of the compiled SQL. */
async function rowsOf(model: Model): Promise<unknown> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const { query } = model
    const result = await connection.runAndReadAll(query.kind === 'sql' ? query.sql : '')
    return result.getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const numbers = '-- key: id\nselect id from range(3) as numbers(id);\n'

test.each([
  ['a ref', "select id + 1 from {{ ref('numbers') }} where id > 0", [['2'], ['3']]],
  [
    'the same ref twice',
    'select a.id from {{ ref(\'numbers\') }} a join {{ref("numbers")}} b using (id) where a.id = 2',
    [['2']],
  ],
  [
    'a WITH of its own, of the same name',
    "with numbers as (select id from {{ ref('numbers') }}) select max(id) from numbers",
    [['2']],
  ],
  [
    'a WITH RECURSIVE',
    "with recursive up(n) as (select min(id) from {{ ref('numbers') }} union all select n + 1 from up where n < 2) select max(n) from up",
    [['2']],
  ],
  [
    'refs over refs',
    "select count(*) from {{ ref('doubles') }} d, {{ ref('numbers') }} n",
    [['9']],
  ],
  [
    'a name that is none in SQL',
    "select count(*) from {{ ref('odd-one') }} a, {{ ref('odd_one') }} b",
    [['1']],
  ],
  [
    'a ref in a text and one in a comment, which are none',
    "select '{{ ref(''no'') }}' as a -- {{ ref('no') }}",
    [["{{ ref('no') }}"]],
  ],
])('compiles %s to SQL that runs', async (_name, sql, rows) => {
  const project = await load(
    modelFiles({
      numbers,
      doubles:
        "with d as (select id * 2 as id from {{ ref('numbers') }}) select * from d -- the end",
      'odd-one': 'select 1 as id',
      odd_one: 'select 2 as id',
      top: sql,
    }),
  )
  expect(await rowsOf(modelOf(project, 'top'))).toEqual(rows)
})

test('an error in the SQL is told at its file, line and column, whichever model it is of', async () => {
  const project = await load(
    modelFiles({
      numbers: '-- key: id\n\nselect id\nfrom nowhere',
      top: "-- key: id\nselect n.id, n.oops\nfrom {{ ref('numbers') }} n where wrong",
    }),
  )
  const top = modelOf(project, 'top')
  const sql = top.query.kind === 'sql' ? top.query.sql.split('\n') : []
  const placeOf = (word: string) => {
    const line = sql.findIndex((one) => one.includes(word))
    const column = (sql[line]?.indexOf(word) ?? 0) + 1
    const place = { file: '', line: line + 1, column }
    const error = atModel(new RevError('REV_MODEL_SQL', 'no', { place }), top)
    return error instanceof RevError ? error.place : undefined
  }
  expect(placeOf('nowhere')).toEqual({ file: 'models/numbers.sql', line: 4, column: 6 })
  expect(placeOf('oops')).toEqual({ file: 'models/top.sql', line: 2, column: 16 })
  expect(placeOf('wrong')).toEqual({ file: 'models/top.sql', line: 3, column: 35 })
})

test('a ref may name a model of dbt, which is read where dbt put it', async () => {
  const files = dbtFiles([modelNode('customers')], {
    'models/top.sql': "-- key: id\nselect id from {{ ref('customers') }}",
    'syncs/people.yaml': goodFiles['syncs/people.yaml'].replace('model: people', 'model: top'),
  })
  const { query } = modelOf(await load(files), 'top')
  expect(query.kind === 'sql' && query.sql).toContain('select * from "shop"."main"."customers"')
})

test.each([
  [
    'a circle, with its path, once',
    modelFiles({
      a: "select * from {{ ref('b') }}",
      b: "select 1\nfrom {{ ref('c') }}",
      c: "select * from {{ ref('a') }}",
      outside: "select * from {{ ref('a') }}",
    }),
    {
      at: 'models/c.sql:1:15',
      message: 'Failed to read models/c.sql: its refs go in a circle: a → b → c → a.',
    },
  ],
  [
    'a model that refers to itself',
    modelFiles({ a: "select * from {{ ref('a') }}" }),
    { at: 'models/a.sql:1:15', message: expect.stringContaining('a → a') },
  ],
  [
    'a model that is not there',
    modelFiles({ a: "-- key: id\nselect * from\n  {{ ref('peple') }}" }),
    { at: 'models/a.sql:3:3', hint: 'Did you mean "people"?' },
  ],
  [
    'a model of another source',
    {
      'rev.yaml': goodFiles['rev.yaml'].replace(
        'sources:',
        'sources:\n  other: { connector: duckdb }',
      ),
      'models/people.sql': `-- source: local\n${goodFiles['models/people.sql']}`,
      'models/a.sql': "-- source: other\nselect * from {{ ref('people') }}",
    },
    {
      at: 'models/a.sql:2:15',
      message: expect.stringContaining('is read from local, and this model from other'),
    },
  ],
  [
    'a table',
    { 'models/t.yaml': 'table: t', 'models/a.sql': "select * from {{ ref('t') }}" },
    { at: 'models/a.sql:1:15', message: expect.stringContaining('"t" is no SQL') },
  ],
  [
    'another template of dbt',
    modelFiles({ a: "select * from {{ source('a', 'b') }}" }),
    { at: 'models/a.sql:1:15', hint: expect.stringContaining("{{ ref('model') }}") },
  ],
  ['a statement of dbt', modelFiles({ a: 'select 1 {% if true %}' }), { at: 'models/a.sql:1:10' }],
])('a problem with its place: %s', async (_name, files, expected) => {
  expect(await problemsOf(files)).toEqual([
    expect.objectContaining({ code: 'REV_CONFIG_REFERENCE', ...expected }),
  ])
})
