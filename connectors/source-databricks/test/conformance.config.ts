import { defineConformance, sqlModel as sql, wideModels } from '@revetl/testkit'
import { runDatabricksStatements, sharedDatabricks } from '@revetl/testkit/services'
import { breakReads, configOf } from './database.ts'

const kinds = `create view kinds as
  select 1 as id, true as b, 9223372036854775807 as i,
    cast('12345678901234567890.123456789012345678' as decimal(38,18)) as d, cast(0.1 as double) as n,
    cast(0.1 as float) as f, 'Grüße\\t👩‍💻' as s, date'2024-02-29' as day,
    timestamp_ntz'2026-03-29 02:30:00.1200' as dt, timestamp'2026-01-31 13:05:00.5Z' as ts,
    x'4142' as raw, array(cast(1.5 as decimal(2,1)), null) as list,
    named_struct('a', 9007199254740993, 'b', 'q"', 'c', cast(null as int)) as pair
  union all
  select 2, false, -1, 0.5, 1e300D, cast('-Infinity' as float), '', date'1970-01-01',
    timestamp_ntz'1970-01-01 00:00:00', timestamp'1969-12-31 23:59:59.999999Z', x'', array(), null
  union all
  select 3, null, null, null, double('NaN'), null, null, null, null, null, null, null, null`

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'b', type: 'boolean' },
  { name: 'i', type: 'integer' },
  { name: 'd', type: 'decimal' },
  { name: 'n', type: 'number' },
  { name: 'f', type: 'number' },
  { name: 's', type: 'string' },
  { name: 'day', type: 'date' },
  { name: 'dt', type: 'timestamp' },
  { name: 'ts', type: 'timestamptz' },
  { name: 'raw', type: 'bytes' },
  { name: 'list', type: 'json' },
  { name: 'pair', type: 'json' },
] as const

const rows = [
  [
    '1',
    'true',
    '9223372036854775807',
    '12345678901234567890.123456789012345678',
    '0.1',
    '0.1',
    'Grüße\t👩‍💻',
    '2024-02-29',
    '2026-03-29T02:30:00.12',
    '2026-01-31T13:05:00.5Z',
    'QUI=',
    '[1.5,null]',
    '{"a":9007199254740993,"b":"q\\"","c":null}',
  ],
  [
    '2',
    'false',
    '-1',
    '0.500000000000000000',
    '1e+300',
    '-Infinity',
    '',
    '1970-01-01',
    '1970-01-01T00:00:00',
    '1969-12-31T23:59:59.999999Z',
    '',
    '[]',
    null,
  ],
  ['3', null, null, null, 'NaN', ...Array.from({ length: 8 }, () => null)],
]

// Views: a result is whole before its first row can be had, whatever it is made of.
const wide = (v: number) =>
  `create or replace view wide as select id, repeat(md5(cast(id as string)), 6) as text, ${v} as v from range(1, 40001)`

export default defineConformance({
  kind: 'source',
  start: async () => {
    const databricks = await sharedDatabricks()
    if ('missing' in databricks) return databricks
    const url = await databricks.createDatabase()
    await runDatabricksStatements(url, [kinds, wide(1)])
    const config = configOf(url)
    return {
      config,
      egressAllow: ['127.0.0.1/32'],
      unreachable: { ...config, workspaceUrl: 'http://127.0.0.1:1' },
      wrongCredentials: { ...config, token: 'wrong-credentials-0123456789' },
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds order by id'),
          columns,
          rows,
        },
      ],
      ...wideModels(40_000),
      failing: sql("select if(id = 39000, raise_error('a bad row'), id) as id, text from wide"),
      change: () => runDatabricksStatements(url, [wide(2)]),
      breakRead: () => breakReads(url),
    }
  },
  samples: [
    { name: 'a token', config: { workspaceUrl: 'https://a.b.com', warehouseId: 'w', token: 't' } },
    {
      name: 'a service principal',
      config: {
        workspaceUrl: 'https://a.b.com',
        warehouseId: 'w',
        clientId: 'c',
        clientSecret: 's',
      },
    },
    {
      name: 'a service principal without its secret',
      config: { workspaceUrl: 'https://a.b.com', warehouseId: 'w', clientId: 'c' },
      invalidAt: 'clientSecret',
    },
    {
      name: 'no credentials',
      config: { workspaceUrl: 'https://a.b.com', warehouseId: 'w' },
      invalidAt: 'token',
    },
    {
      name: 'no warehouse',
      config: { workspaceUrl: 'https://a.b.com', token: 't' },
      invalidAt: 'warehouseId',
    },
  ],
})
