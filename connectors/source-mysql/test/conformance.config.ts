import {
  defineConformance,
  serverConfigs,
  serverSamples,
  sqlModel as sql,
  wideModels,
} from '@revetl/testkit'
import { queryMariadb as run, sharedMariadb } from '@revetl/testkit/services'
import { killSessions } from './database.ts'

const kinds = `create table kinds (
  id int primary key, b bit(1), i bigint, u bigint unsigned, d decimal(65, 30), n double, f float,
  s varchar(100), day date, t time(2), dt datetime(6), ts timestamp(6) null, y year, e enum('a', 'b'),
  tags set('x', 'y'), raw varbinary(10), j json)`
const rows = `insert into kinds values
  (1, b'1', 9223372036854775807, 18446744073709551615,
   12345678901234567890123456789012345.123456789012345678901234567890, 0.1, 0.1, 'Grüße 👩‍💻',
   '2024-02-29', '13:05:00.25', '2026-03-29 02:30:00.123456', '2026-01-31 13:05:00', 2026, 'b', 'x,y',
   x'4142', '{"a": [1, null]}'),
  (2, b'0', -1, 0, 0.5, 1e300, -1.5, '', '1970-01-01', '00:00:00', '1970-01-01', '1970-01-02 00:00:00',
   1901, 'a', '', '', '[]'),
  (3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'b', type: 'boolean' },
  { name: 'i', type: 'integer' },
  { name: 'u', type: 'decimal' },
  { name: 'd', type: 'decimal' },
  { name: 'n', type: 'number' },
  { name: 'f', type: 'number' },
  { name: 's', type: 'string' },
  { name: 'day', type: 'date' },
  { name: 't', type: 'time' },
  { name: 'dt', type: 'timestamp' },
  { name: 'ts', type: 'timestamptz' },
  { name: 'y', type: 'integer' },
  { name: 'e', type: 'string' },
  { name: 'tags', type: 'string' },
  { name: 'raw', type: 'bytes' },
  { name: 'j', type: 'json' },
] as const

const values = [
  [
    '1',
    'true',
    '9223372036854775807',
    '18446744073709551615',
    '12345678901234567890123456789012345.123456789012345678901234567890',
    '0.1',
    '0.1',
    'Grüße 👩‍💻',
    '2024-02-29',
    '13:05:00.25',
    '2026-03-29T02:30:00.123456',
    '2026-01-31T13:05:00Z',
    '2026',
    'b',
    'x,y',
    'QUI=',
    '{"a": [1, null]}',
  ],
  [
    '2',
    'false',
    '-1',
    '0',
    '0.500000000000000000000000000000',
    '1e+300',
    '-1.5',
    '',
    '1970-01-01',
    '00:00:00',
    '1970-01-01T00:00:00',
    '1970-01-02T00:00:00Z',
    '1901',
    'a',
    '',
    '',
    '[]',
  ],
  ['3', ...Array.from({ length: 16 }, () => null)],
]

// Text, so that the text protocol carries all of it.
const large = `create table wide as
  with recursive i as (select 1 as id union all select id + 1 from i where id < 40000)
  select id, repeat(md5(id), 6) as text, 1 as v from i`

export default defineConformance({
  kind: 'source',
  start: async () => {
    const mariadb = await sharedMariadb()
    if ('missing' in mariadb) return mariadb
    const url = await mariadb.createDatabase()
    await run(url, "set time_zone = '+00:00'", kinds, rows)
    await run(url, 'set max_recursive_iterations = 100000', large)
    return {
      ...serverConfigs(url),
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds order by id'),
          columns,
          rows: values,
        },
        {
          name: 'the same without a float',
          model: sql('select d, n, t, dt, ts, raw, j from kinds order by id'),
          columns: [4, 5, 9, 10, 11, 15, 16].map((index) => columns[index] ?? columns[0]),
          rows: values.map((row) => [4, 5, 9, 10, 11, 15, 16].map((index) => row[index] ?? null)),
        },
      ],
      ...wideModels(40_000),
      failing: sql('select 9223372036854775807 + (id = 40000), text from wide'),
      change: async () => void (await run(url, 'update wide set v = 2')),
      breakRead: () => killSessions(url),
    }
  },
  samples: [
    ...serverSamples('mysql'),
    { name: 'a URL of MariaDB', config: { url: 'mariadb://u:p@db.example.com' } },
  ],
})
