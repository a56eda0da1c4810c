import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { dbt, dbtProblem } from './support/dbt.ts'
import { expectFailure } from './support/expect-failure.ts'
import { makeProject, writeFiles } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

const example = path.resolve(import.meta.dirname, '../examples/dbt')
// Each command of dbt starts Python and parses its project.
const slowMs = 600_000
let problem: string | undefined

beforeAll(async () => {
  problem = await dbtProblem()
}, slowMs)

beforeEach((context) => {
  if (problem !== undefined) context.skip(problem)
})

/** The example without what a run of it left there, and with other files of the test. */
async function copyExample(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const project = await makeProject({})
  for (const part of ['rev.yaml', 'syncs', 'dbt']) {
    await cp(path.join(example, part), path.join(project, part), {
      recursive: true,
      filter: (file) => !/\/(target|logs)$|\.duckdb$/.test(file),
    })
  }
  await writeFiles(project, files)
  return project
}

const build = (project: string) => dbt(path.join(project, 'dbt'), 'build')
const seed = 'dbt/seeds/orders.csv'

test(
  'the example delivers the model that dbt built, by the key of its tests, and then nothing',
  async () => {
    const project = await copyExample()
    expect(await build(project)).toMatchObject({ exitCode: 0 })
    const first = await rev(project, ['run'])
    expect(first.exitCode, first.stdout + first.stderr).toBe(0)
    const delivered = await readFile(path.join(project, 'out/customers.csv'), 'utf8')
    expect(delivered.split('\r\n').toSorted()).toEqual([
      '',
      'ada@example.com,Ada,2,139.9,2026-02-11',
      'edsger@example.com,Edsger,1,240,2026-02-14',
      'email,name,orders,revenue,last_ordered_on',
      'grace@example.com,Grace,2,92.75,2026-03-01',
    ])
    expect(await revJson(project, ['run'])).toMatchObject({ exitCode: 0, result: { sent: 0 } })
  },
  slowMs,
)

test(
  'a dbt test that fails stops check, plan and run until dbt builds again without it',
  async () => {
    const project = await copyExample()
    const orders = await readFile(path.join(project, seed), 'utf8')
    await writeFile(path.join(project, seed), `${orders}6,,Nobody,1.00,2026-03-02\n`)
    expect((await build(project)).exitCode).toBe(1)
    const says = ['the dbt test not_null_customers_email failed (1 result)', 'dbt build']
    const failure = { exitCode: 1, code: 'REV_DBT_FAILED', says }
    for (const command of ['check', 'plan', 'run']) await expectFailure(project, [command], failure)
    await expect(readFile(path.join(project, 'out/customers.csv'))).rejects.toThrow('ENOENT')
    await writeFile(path.join(project, seed), orders)
    expect((await build(project)).exitCode).toBe(0)
    expect(await revJson(project, ['run'])).toMatchObject({ exitCode: 0, result: { sent: 3 } })
  },
  slowMs,
)

test(
  'a dbt test that only warns is noted, and so are results that tell of no tests',
  async () => {
    const project = await copyExample({
      'dbt/tests/no_small_customers.sql':
        "{{ config(severity='warn') }} select * from {{ ref('customers') }} where revenue < 100\n",
    })
    expect((await build(project)).exitCode).toBe(0)
    const { stdout } = await rev(project, ['plan'])
    expect(stdout).toContain('the dbt test no_small_customers warned (1 result)')
    expect((await dbt(path.join(project, 'dbt'), 'docs', 'generate')).exitCode).toBe(0)
    await expectFailure(project, ['plan'], {
      exitCode: 1,
      code: 'REV_DBT_STALE',
      says: ["dbt's last command was generate, which runs no tests", 'max_age'],
    })
    const revYaml = path.join(project, 'rev.yaml')
    await writeFile(revYaml, (await readFile(revYaml, 'utf8')).replace(', max_age: 24h', ''))
    const noted = await rev(project, ['plan'])
    expect(noted.exitCode, noted.stderr).toBe(0)
    expect(noted.stdout).toContain("dbt's last command was generate, which runs no tests")
  },
  slowMs,
)

test(
  'keys come from constraints, from tests of several columns and from the latest version, as dbt writes them',
  async () => {
    const project = await copyExample({
      'dbt/macros/unique_combination_of_columns.sql': `{% test unique_combination_of_columns(model, combination_of_columns) %}
select 1 from {{ model }} group by {{ combination_of_columns | join(', ') }} having count(*) > 1
{% endtest %}
`,
      'dbt/models/by_day.sql':
        "select email, ordered_at, count(*) as orders from {{ ref('orders') }} group by all\n",
      'dbt/models/numbers.sql': "{{ config(contract={'enforced': true}) }} select 1 as id\n",
      'dbt/models/people_v1.sql': 'select 1 as old_id\n',
      'dbt/models/people_v2.sql': 'select 1 as id\n',
      'dbt/models/more.yml': `models:
  - name: by_day
    data_tests: [unique_combination_of_columns: { arguments: { combination_of_columns: [email, ordered_at] } }]
    columns:
      - { name: email, data_tests: [not_null] }
      - { name: ordered_at, data_tests: [not_null] }
  - name: numbers
    columns: [{ name: id, data_type: integer, constraints: [{ type: primary_key }] }]
  - name: people
    latest_version: 2
    columns: [{ name: id, data_tests: [unique, not_null] }]
    versions:
      - { v: 2 }
      - { v: 1, columns: [{ include: all, exclude: [id] }, { name: old_id, data_tests: [unique, not_null] }] }
`,
      ...Object.fromEntries(
        ['by_day', 'numbers', 'people', 'people.v1'].map((model) => [
          `syncs/${model.replace('.', '_')}.yaml`,
          `{ model: ${model}, destination: exports, object: ${model}.csv, mode: replace, map: all }\n`,
        ]),
      ),
    })
    const built = await build(project)
    expect(built.exitCode, built.output).toBe(0)
    const { result, error } = await revJson(project, [
      'plan',
      'by_day',
      'numbers',
      'people',
      'people_v1',
    ])
    expect(error).toBeNull()
    const { plans } = result as {
      readonly plans: readonly {
        readonly samples: readonly { readonly key: unknown; readonly fields: object[] }[]
      }[]
    }
    const facts = plans.map(({ samples }) => samples.map(({ key }) => key))
    expect(facts.map((keys) => keys[0])).toEqual([['ada@example.com', '2026-01-03'], [1], [1], [1]])
    expect(plans[3]?.samples[0]?.fields).toMatchObject([{ name: 'old_id' }])
  },
  slowMs,
)
