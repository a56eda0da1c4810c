import { ExactNumber } from '@revetl/sdk'
import { tellOutcomes } from '@revetl/testkit'
import { queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'
import { addRole } from './sql-server.ts'

await describeWithPostgres('a record', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
  })

  test('that row-level security refuses is rejected alone', async () => {
    await run(
      url,
      'create table tenants (id int primary key, tenant text)',
      'alter table tenants enable row level security',
      "create policy own on tenants using (tenant = 'mine') with check (tenant = 'mine')",
    )
    await using role = await addRole(url, ['grant select, insert, update on tenants to'])
    await using destination = await open(role.url)
    const records = [
      { id: 1, tenant: 'mine' },
      { id: 2, tenant: 'theirs' },
    ]
    const outcomes = await destination.write({ object: 'tenants', operation: 'upsert', records })
    expect(tellOutcomes(outcomes)).toEqual(['created', 'rejected'])
  })

  test('whose number fits after all goes into a whole-number column', async () => {
    await run(url, 'create table whole (id int primary key, v bigint)')
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'whole',
      operation: 'upsert',
      types: { id: 'decimal', v: 'number' },
      records: [{ id: new ExactNumber('1.0'), v: 1e15 }],
    })
    expect(tellOutcomes(outcomes)).toEqual(['created'])
  })

  test('that violates a constraint is told without the row that the server shows', async () => {
    await run(url, 'create table strict (id int primary key, name text not null, note text)')
    await using destination = await open(url)
    const records = [{ id: 1, name: null, note: 'canary' }]
    const outcomes = await destination.write({ object: 'strict', operation: 'upsert', records })
    expect(tellOutcomes(outcomes)).toEqual(['rejected'])
    expect(JSON.stringify(outcomes)).not.toContain('Failing row')
  })
})
