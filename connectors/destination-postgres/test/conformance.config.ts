import { defineConformance, serverConfigs, serverSamples, tableCases } from '@revetl/testkit'
import { queryPostgres as run, sharedPostgres } from '@revetl/testkit/services'

const things = `create table things (
  id int primary key, name varchar(100), amount numeric(10,2), at timestamptz, raw bytea, more jsonb)`

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const postgres = await sharedPostgres()
    if ('missing' in postgres) return postgres
    const url = await postgres.createDatabase()
    await run(url, things)
    return {
      ...serverConfigs(url),
      count: async () => Number((await run(url, 'select count(*) as n from things'))[0]?.['n']),
      schema: {
        addObject: (name) => run(url, `create table "${name}" (id int primary key)`),
        removeObject: (name) => run(url, `drop table "${name}"`),
      },
    }
  },
  samples: serverSamples('postgres'),
  cases: tableCases,
})
