import {
  defineConformance,
  serverConfigs,
  serverSamples,
  sqlModel as sql,
  wideModels,
} from '@revetl/testkit'
import { queryPostgres as run, sharedRedshift } from '@revetl/testkit/services'

const kinds = `create table kinds as
  select 1 as id, true as b, 9223372036854775807 as i,
    12345678901234567890.123456789012345678::numeric(38,18) as d, 0.1::float8 as n,
    'Grüße 👩‍💻'::varchar(100) as s, '2024-02-29'::date as day, '13:05:00.25'::time as t,
    '2026-03-29 02:30:00'::timestamp as ts, '2026-01-31 13:05:00+00'::timestamptz as tz,
    '{"a":[1,null]}'::super as j, '4142'::varbyte as raw
  union all select 2, false, -1, 0.5::numeric(38,18), 1e300, '', '1970-01-01', '00:00:00', '1970-01-01 00:00:00',
    '1970-01-01 00:00:00+00', '[]', ''
  union all select 3, null, null, null, null, null, null, null, null, null, null, null`

export default defineConformance({
  kind: 'source',
  start: async () => {
    const redshift = await sharedRedshift()
    if ('missing' in redshift) return redshift
    const url = await redshift.createDatabase()
    await run(
      url,
      kinds,
      'create table wide as select i as id, repeat(md5(i::text), 6) as text, 1 as v from generate_series(1, 40000) i',
    )
    return {
      ...serverConfigs(url),
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds order by id'),
          columns: [
            { name: 'id', type: 'integer' },
            { name: 'b', type: 'boolean' },
            { name: 'i', type: 'integer' },
            { name: 'd', type: 'decimal' },
            { name: 'n', type: 'number' },
            { name: 's', type: 'string' },
            { name: 'day', type: 'date' },
            { name: 't', type: 'time' },
            { name: 'ts', type: 'timestamp' },
            { name: 'tz', type: 'timestamptz' },
            { name: 'j', type: 'json' },
            { name: 'raw', type: 'bytes' },
          ],
          rows: [
            [
              '1',
              'true',
              '9223372036854775807',
              '12345678901234567890.123456789012345678',
              '0.1',
              'Grüße 👩‍💻',
              '2024-02-29',
              '13:05:00.25',
              '2026-03-29T02:30:00',
              '2026-01-31T13:05:00Z',
              '{"a":[1,null]}',
              'QUI=',
            ],
            [
              '2',
              'false',
              '-1',
              '0.500000000000000000',
              '1e+300',
              '',
              '1970-01-01',
              '00:00:00',
              '1970-01-01T00:00:00',
              '1970-01-01T00:00:00Z',
              '[]',
              '',
            ],
            ['3', ...Array.from({ length: 11 }, () => null)],
          ],
        },
      ],
      ...wideModels(40_000),
      failing: sql('select 1 / (40000 - id), text from wide'),
      change: async () => void (await run(url, 'update wide set v = 2')),
      breakRead: async () =>
        void (await run(
          url,
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rev' and datname = current_database()",
        )),
    }
  },
  samples: serverSamples('redshift'),
})
