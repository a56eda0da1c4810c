// A table of Redshift holds no text beyond 65,535 bytes: what is to be remembered must fit before it is sent.
import { describeWithRedshift } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
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
