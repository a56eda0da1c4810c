import { defineConformance, serverConfigs, serverSamples, tableCases } from '@revetl/testkit'
import { queryMariadb as run, sharedMariadb } from '@revetl/testkit/services'

const things = `create table things (
  id int primary key, name varchar(100), amount numeric(10,2), at timestamp(6) null, raw blob, more json)`

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const mariadb = await sharedMariadb()
    if ('missing' in mariadb) return mariadb
    const url = await mariadb.createDatabase()
    await run(url, things)
    return {
      ...serverConfigs(url),
      count: async () => Number((await run(url, 'select count(*) as n from things'))[0]?.['n']),
      schema: {
        addObject: (name) => run(url, `create table \`${name}\` (id int primary key)`),
        removeObject: (name) => run(url, `drop table \`${name}\``),
      },
    }
  },
  samples: serverSamples('mysql'),
  cases: tableCases,
})
