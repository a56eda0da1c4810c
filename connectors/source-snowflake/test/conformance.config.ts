import { defineConformance } from '@revetl/testkit'
import { sharedSnowflake } from '@revetl/testkit/services'
import { breakReads, configOf, newKey, run } from './database.ts'
import { startFront } from './simulator.ts'

const sql = (text: string) => ({ kind: 'sql', sql: text }) as const

const kinds = `create table kinds (
  id number(9,0), b boolean, i number(18,0), big int, d number(38,10), n float, s varchar, day date, t time,
  dt timestamp_ntz, ts timestamp_tz, raw binary, j variant, o object, l array)`

const rows = [
  `insert into kinds select 1, true, 999999999999999999, 9223372036854775807,
    1234567890123456789012345678.1234567890, 0.1, 'Grüße\t👩‍💻', '2024-02-29', '13:05:00.25',
    '2026-03-29 02:30:00.1234', '2026-01-31 13:05:00.5', to_binary('00FF', 'HEX'),
    parse_json('{"a": [1, null, 12345678901234567890], "q": "x, \\\\": y"}'), object_construct('a', 1), array_construct(1, 'x')`,
  `insert into kinds select 2, false, -1, 0, 0.5, 1e300, '', '1970-01-01', '00:00:00', '1970-01-01 00:00:00',
    '1969-12-31 23:59:59.999999', to_binary('', 'HEX'), parse_json('[]'), object_construct(), array_construct()`,
  `insert into kinds select 3, null, null, null, null, 'NaN', null, null, null, null, null, null, null, null, null`,
  `insert into kinds select 4, null, null, null, null, '-inf', null, '0001-01-01', null, '0001-01-01 00:00:00', '9999-12-31 23:59:59.999999', null, null, null, null`,
]

const columns = [
  { name: 'ID', type: 'integer' },
  { name: 'B', type: 'boolean' },
  { name: 'I', type: 'integer' },
  { name: 'BIG', type: 'decimal' },
  { name: 'D', type: 'decimal' },
  { name: 'N', type: 'number' },
  { name: 'S', type: 'string' },
  { name: 'DAY', type: 'date' },
  { name: 'T', type: 'time' },
  { name: 'DT', type: 'timestamp' },
  { name: 'TS', type: 'timestamptz' },
  { name: 'RAW', type: 'bytes' },
  { name: 'J', type: 'json' },
  { name: 'O', type: 'json' },
  { name: 'L', type: 'json' },
] as const

const values = [
  [
    '1',
    'true',
    '999999999999999999',
    '9223372036854775807',
    '1234567890123456789012345678.1234567890',
    '0.1',
    'Grüße\t👩‍💻',
    '2024-02-29',
    '13:05:00.25',
    '2026-03-29T02:30:00.1234',
    '2026-01-31T13:05:00.5Z',
    'AP8=',
    '{"a":[1,null,12345678901234567890],"q":"x, \\": y"}',
    '{"a":1}',
    '[1,"x"]',
  ],
  [
    '2',
    'false',
    '-1',
    '0',
    '0.5000000000',
    '1e+300',
    '',
    '1970-01-01',
    '00:00:00',
    '1970-01-01T00:00:00',
    '1969-12-31T23:59:59.999999Z',
    '',
    '[]',
    '{}',
    '[]',
  ],
  ['3', null, null, null, null, 'NaN', null, null, null, null, null, null, null, null, null],
  [
    '4',
    null,
    null,
    null,
    null,
    '-Infinity',
    null,
    '0001-01-01',
    null,
    '0001-01-01T00:00:00',
    '9999-12-31T23:59:59.999999Z',
    null,
    null,
    null,
    null,
  ],
]

const wide = (v: number) => `create or replace table wide as
  select seq4() as id, repeat(md5(seq4()::varchar), 6) as text, ${v} as v from table(generator(rowcount => 40000))`

export default defineConformance({
  kind: 'source',
  start: async () => {
    const snowflake = await sharedSnowflake()
    if ('missing' in snowflake) return snowflake
    const url = await snowflake.createDatabase()
    await run(url, kinds, ...rows, wide(1))
    const simulator = await startFront(new URL(url).origin)
    const config = { ...(await configOf(url)), baseUrl: simulator.url }
    return {
      config,
      simulator,
      wrongCredentials: { ...config, privateKey: newKey().privateKey },
      models: [
        {
          name: 'every kind of value',
          model: sql('select * from kinds order by id'),
          columns,
          rows: values,
        },
        {
          name: 'names that are quoted and reserved',
          model: sql('select 1::float as "select", 2 as "a ""b", null as N'),
          columns: [
            { name: 'select', type: 'number' },
            { name: 'a "b', type: 'decimal' },
            { name: 'N', type: 'string' },
          ],
          rows: [['1', '2', null]],
        },
      ],
      large: { model: sql('select * from wide'), rows: 40_000 },
      empty: sql('select * from wide where id < 0'),
      failing: sql("select iff(id = 39000, 'x', '1')::int as id, text from wide"),
      refused: [
        { model: sql('selec 1'), code: 'REV_MODEL_SQL' },
        { model: sql('select 1; select 2'), code: 'REV_MODEL_NOT_A_QUERY' },
        { model: { kind: 'table', table: ['nowhere'] }, code: 'REV_MODEL_NOT_FOUND' },
      ],
      writing: ['drop table kinds', "insert into wide values (1, 'x', 2)", 'truncate table kinds'],
      change: () => run(url, wide(2)),
      breakRead: () => breakReads(url),
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a key', config: { account: 'acme-prod', user: 'REV', privateKey: 'k' } },
    { name: 'a token', config: { account: 'acme-prod', accessToken: 't' } },
    {
      name: 'client credentials',
      config: {
        account: 'acme-prod',
        oauthTokenUrl: 'https://idp.example.com/token',
        oauthClientId: 'c',
        oauthClientSecret: 's',
      },
    },
    { name: 'no way to log in', config: { account: 'acme-prod' }, invalidAt: 'privateKey' },
    {
      name: 'two ways to log in',
      config: { account: 'acme-prod', user: 'REV', privateKey: 'k', accessToken: 't' },
      invalidAt: 'privateKey',
    },
    {
      name: 'a key without its user',
      config: { account: 'acme-prod', privateKey: 'k' },
      invalidAt: 'user',
    },
    {
      name: 'a token end point without a client',
      config: { account: 'acme-prod', oauthTokenUrl: 'https://idp.example.com/token' },
      invalidAt: 'oauthTokenUrl',
    },
    {
      name: 'an address as the account',
      config: { account: 'https://acme.snowflakecomputing.com', accessToken: 't' },
      invalidAt: 'account',
    },
  ],
})
