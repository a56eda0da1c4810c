// A table of Redshift holds no text beyond 65,535 bytes, and a statement of BigQuery has a megabyte: what is to be
// remembered must fit before it is sent.
import { describeWithBigquery, describeWithRedshift } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { bigqueryEngine } from './engines/bigquery.ts'
import { redshiftEngine } from './engines/redshift.ts'
import { field } from './twin-fields.ts'
import { TwinProject, type TwinSync } from './twin-projects.ts'

const things: TwinSync = {
  // With its quotes the JSON of the name is longer than the name.
  sql: "select 1 as id, repeat('x', 65535)::varchar(65535) as name",
  matchOn: ['id'],
  fields: [field('id'), field('name')],
}

await describeWithRedshift('texts that no table of the warehouse can hold', (redshift) => {
  test('stop a run before anything is sent, and are no hindrance where values are not kept', async () => {
    const url = await redshift.createDatabase()
    await using project = await TwinProject.make({ url }, { schema: '_rev', fallsBack: false })
    project.source = redshiftEngine.source
    const run = async (sync: TwinSync) => (await project.engine(sync)).run('things')
    const refused = await run({ ...things, track: 'values' })
    expect(refused).toMatchObject({ sent: 0, error: { code: 'REV_VALUE_TOO_LONG' } })
    expect(refused.error?.message).toContain('name of [1] has 65537 bytes as JSON')
    expect(refused.error?.hint).toContain('track: row')
    expect(project.notes.sent).toEqual([])
    expect(await run({ ...things, track: 'row' })).toMatchObject({ status: 'success', sent: 1 })
    expect(await run({ ...things, track: 'row' })).toMatchObject({ sent: 0, unchanged: 1 })
  })
})

await describeWithBigquery('rows that no statement of BigQuery can hold', (bigquery) => {
  test('stop a run before anything is sent, and what fits into several is written in several', async () => {
    const { origin, password, pathname } = new URL(await bigquery.createDatabase())
    const dataset = pathname.slice(1)
    const config = { project: 'rev-test', dataset, accessToken: password, apiEndpoint: origin }
    const scratch = { schema: `_rev_${dataset}`, fallsBack: false }
    await using project = await TwinProject.make(config, scratch)
    project.source = bigqueryEngine.source
    const run = async (length: number, track: 'row' | 'values') => {
      const sql = `select id, repeat('x', ${length}) as name from unnest([1, 2, 3]) as id`
      return (await project.engine({ ...things, sql, track })).run('things')
    }
    const refused = await run(500_000, 'values')
    expect(refused).toMatchObject({ sent: 0, error: { code: 'REV_VALUE_TOO_LONG' } })
    expect(refused.error?.message).toMatch(/the values of \[\d\] have 50000\d bytes as JSON/)
    expect(project.notes.sent).toEqual([])
    expect(await run(450_000, 'values')).toMatchObject({ status: 'success', sent: 3 })
    expect(await run(450_000, 'values')).toMatchObject({ sent: 0, unchanged: 3 })
    expect(await run(500_000, 'row')).toMatchObject({ status: 'success', sent: 3 })
  })
})
