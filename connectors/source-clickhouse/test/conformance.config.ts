import { defineConformance, sqlModel as sql, wideModels } from '@revetl/testkit'
import { sharedClickhouse } from '@revetl/testkit/services'
import { configOf, killAll, run } from './database.ts'

const kinds = `create table kinds (
  id Int32, b Nullable(Bool), i Nullable(Int64), u Nullable(UInt64), big Nullable(UInt256),
  d Nullable(Decimal(76, 30)), n Nullable(Float64), f Nullable(Float32), s Nullable(String), day Nullable(Date32),
  dt Nullable(DateTime('Europe/Berlin')), ts Nullable(DateTime64(6, 'UTC')), e Nullable(Enum8('a' = 1, 'b' = 2)),
  uid Nullable(UUID), low LowCardinality(Nullable(String)), ip Nullable(IPv6),
  list Array(Nullable(Float64)), pair Tuple(a Int64, b Nullable(String)), map Map(String, UInt64)
) engine = MergeTree order by id`

const rows = `insert into kinds values
  (1, true, 9223372036854775807, 18446744073709551615,
   115792089237316195423570985008687907853269984665640564039457584007913129639935,
   '12345678901234567890123456789012345.12345678901234567890123456789', 0.1, 0.1, 'Grüße\\t👩‍💻\\n\\\\N', '2024-02-29',
   toDateTime('2026-01-31 13:05:00', 'UTC'), toDateTime64('2026-03-29 02:30:00.123400', 6, 'UTC'), 'b',
   '61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'x', '2001:db8::1',
   [1.5, null, nan], (9007199254740993, 'q"'), {'k': 18446744073709551615}),
  (2, false, -1, 0, 0, '0.5', 1e300, -1.5, '', '1970-01-01', toDateTime(0), toDateTime64(0, 6), 'a',
   '00000000-0000-0000-0000-000000000000', '', '::1', [], (0, null), {}),
  (3, null, null, null, null, null, inf, nan, null, null, null, null, null, null, null, null, [], (0, null), {})`

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'b', type: 'boolean' },
  { name: 'i', type: 'integer' },
  { name: 'u', type: 'decimal' },
  { name: 'big', type: 'decimal' },
  { name: 'd', type: 'decimal' },
  { name: 'n', type: 'number' },
  { name: 'f', type: 'number' },
  { name: 's', type: 'string' },
  { name: 'day', type: 'date' },
  { name: 'dt', type: 'timestamptz' },
  { name: 'ts', type: 'timestamptz' },
  { name: 'e', type: 'string' },
  { name: 'uid', type: 'uuid' },
  { name: 'low', type: 'string' },
  { name: 'ip', type: 'string' },
  { name: 'list', type: 'json' },
  { name: 'pair', type: 'json' },
  { name: 'map', type: 'json' },
] as const

const values = [
  [
    '1',
    'true',
    '9223372036854775807',
    '18446744073709551615',
    '115792089237316195423570985008687907853269984665640564039457584007913129639935',
    '12345678901234567890123456789012345.12345678901234567890123456789',
    '0.1',
    '0.1',
    'Grüße\t👩‍💻\n\\N',
    '2024-02-29',
    '2026-01-31T13:05:00Z',
    '2026-03-29T02:30:00.1234Z',
    'b',
    '61f0c404-5cb3-11e7-907b-a6006ad3dba0',
    'x',
    '2001:db8::1',
    '[1.5,null,"nan"]',
    '{"a":9007199254740993,"b":"q\\""}',
    '{"k":18446744073709551615}',
  ],
  [
    '2',
    'false',
    '-1',
    '0',
    '0',
    '0.5',
    '1e+300',
    '-1.5',
    '',
    '1970-01-01',
    '1970-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    'a',
    '00000000-0000-0000-0000-000000000000',
    '',
    '::1',
    '[]',
    '{"a":0,"b":null}',
    '{}',
  ],
  [
    '3',
    null,
    null,
    null,
    null,
    null,
    'Infinity',
    'NaN',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '[]',
    '{"a":0,"b":null}',
    '{}',
  ],
]

const large = `create table wide engine = MergeTree order by id as
  select toInt64(number) as id, repeat(lower(hex(MD5(toString(number)))), 6) as text, toInt32(1) as v
  from numbers(40000)`

export default defineConformance({
  kind: 'source',
  start: async () => {
    const clickhouse = await sharedClickhouse()
    if ('missing' in clickhouse) return clickhouse
    const url = await clickhouse.createDatabase()
    await run(url, kinds, rows, large)
    const config = configOf(url)
    return {
      config,
      egressAllow: ['127.0.0.1/32'],
      unreachable: { ...config, url: 'http://127.0.0.1:1' },
      wrongCredentials: { ...config, password: 'wrong-credentials-0123456789' },
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds order by id'),
          columns,
          rows: values,
        },
        {
          name: 'names that collide with those of rev',
          model: sql('select 1 as rev_1, 2 as rev_0, null as `a b`'),
          columns: [
            { name: 'rev_1', type: 'integer' },
            { name: 'rev_0', type: 'integer' },
            { name: 'a b', type: 'string' },
          ],
          rows: [['1', '2', null]],
        },
      ],
      ...wideModels(40_000),
      failing: sql(
        "select throwIf(id = 39000, 'a bad row') as bad, text from wide settings max_block_size = 1000",
      ),
      writing: ['drop table kinds', "insert into wide values (1, 'x', 2)", 'truncate table kinds'],
      change: async () => {
        await run(url, 'alter table wide update v = 2 where 1 settings mutations_sync = 1')
      },
      breakRead: () => killAll(url),
    }
  },
  samples: [
    { name: 'a password', config: { url: 'https://x.example.com:8443', user: 'u', password: 'p' } },
    { name: 'a token', config: { url: 'https://x.example.com:8443', accessToken: 't' } },
    {
      name: 'both',
      config: { url: 'https://x.example.com:8443', password: 'p', accessToken: 't' },
      invalidAt: 'accessToken',
    },
    { name: 'another protocol', config: { url: 'clickhouse://x.example.com' }, invalidAt: 'url' },
    {
      name: 'credentials in the URL',
      config: { url: 'https://u:p@x.example.com' },
      invalidAt: 'url',
    },
  ],
})
