import {
  defineConformance,
  serverConfigs,
  serverSamples,
  sqlModel as sql,
  wideModels,
} from '@revetl/testkit'
import { queryPostgres as run, sharedPostgres } from '@revetl/testkit/services'

const kinds = `create table kinds as select * from (values
  (1, true, 9223372036854775807, 12345678901234567890.123456789012345678::numeric, 0.1::float8, 'Grüße 👩‍💻'::text,
   '2024-02-29'::date, '13:05:00.25'::time, '2026-03-29 02:30:00'::timestamp, '2026-01-31 13:05:00+00'::timestamptz,
   '1 year 2 days'::interval, '6f9619ff-8b86-d011-b42d-00cf4fc964ff'::uuid, '\\x4142'::bytea, '{"a": [1, null]}'::json),
  (2, false, -1, 0.5, 1e300, '', '1970-01-01', '00:00:00', '1970-01-01 00:00:00', '1970-01-01 00:00:00+00',
   '0 days', '00000000-0000-0000-0000-000000000000', '', '[]'),
  (3, null, null, null, null, null, null, null, null, null, null, null, null, null)
) as t(id, b, i, d, n, s, day, t, ts, tz, span, u, raw, j)`

export default defineConformance({
  kind: 'source',
  start: async () => {
    const postgres = await sharedPostgres()
    if ('missing' in postgres) return postgres
    const url = await postgres.createDatabase()
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
            { name: 'span', type: 'interval' },
            { name: 'u', type: 'uuid' },
            { name: 'raw', type: 'bytes' },
            { name: 'j', type: 'json' },
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
              'P1Y2D',
              '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
              'QUI=',
              '{"a": [1, null]}',
            ],
            [
              '2',
              'false',
              '-1',
              '0.5',
              '1e+300',
              '',
              '1970-01-01',
              '00:00:00',
              '1970-01-01T00:00:00',
              '1970-01-01T00:00:00Z',
              'PT0S',
              '00000000-0000-0000-0000-000000000000',
              '',
              '[]',
            ],
            ['3', ...Array.from({ length: 13 }, () => null)],
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
  samples: serverSamples('postgres'),
})
