import {
  defineConformance,
  sqlModel as sql,
  wideModels,
  type MissingSystem,
  type SourceSystem,
} from '@revetl/testkit'
import { sharedBigquery } from '@revetl/testkit/services'
import { breakReads, configOf, run } from './database.ts'

const kinds = `create table kinds as
  select 1 as id, true as b, 9223372036854775807 as i, numeric '123456789012345678.123456789' as d,
    0.1 as n, 'Grüße\\t👩‍💻' as s, date '2024-02-29' as day, time '13:05:00.25' as t,
    datetime '2026-03-29 02:30:00.1234' as dt, timestamp '2026-01-31 13:05:00.5+00' as ts, b'AB' as raw,
    json '{"a": [1, null]}' as j, [1.5, 2.0] as list, struct(9007199254740993 as a, 'q"' as b) as pair
  union all
  select 2, false, -1, numeric '0.5', 1e300, '', date '1970-01-01', time '00:00:00',
    datetime '1970-01-01 00:00:00', timestamp '1969-12-31 23:59:59.999999+00', b'',
    json '[]', [], struct(0, cast(null as string))
  union all
  select 3, null, null, null, cast('nan' as float64), null, null, null, null, null, null, null, [], null`

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'b', type: 'boolean' },
  { name: 'i', type: 'integer' },
  { name: 'd', type: 'decimal' },
  { name: 'n', type: 'number' },
  { name: 's', type: 'string' },
  { name: 'day', type: 'date' },
  { name: 't', type: 'time' },
  { name: 'dt', type: 'timestamp' },
  { name: 'ts', type: 'timestamptz' },
  { name: 'raw', type: 'bytes' },
  { name: 'j', type: 'json' },
  { name: 'list', type: 'json' },
  { name: 'pair', type: 'json' },
] as const

const values = [
  [
    '1',
    'true',
    '9223372036854775807',
    '123456789012345678.123456789',
    '0.1',
    'Grüße\t👩‍💻',
    '2024-02-29',
    '13:05:00.25',
    '2026-03-29T02:30:00.1234',
    '2026-01-31T13:05:00.5Z',
    'QUI=',
    '{"a":[1,null]}',
    '[1.5,2]',
    '{"a":9007199254740993,"b":"q\\""}',
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
    '1969-12-31T23:59:59.999999Z',
    '',
    '[]',
    '[]',
    '{"a":0,"b":null}',
  ],
  ['3', null, null, null, 'NaN', null, null, null, null, null, null, null, '[]', null],
]

const wide = (v: number) => `create or replace table wide as
  select x as id, repeat(to_hex(md5(cast(x as string))), 6) as text, ${v} as v
  from unnest(generate_array(1, 40000)) as x`

/** Starts the emulator for a check, and reads it by a configuration of its dataset. */
export async function startWith(
  configOfUrl: (url: string) => Record<string, string> | Promise<Record<string, string>>,
): Promise<SourceSystem | MissingSystem> {
  const bigquery = await sharedBigquery()
  if ('missing' in bigquery) return bigquery
  const url = await bigquery.createDatabase()
  await run(url, kinds, wide(1))
  const config = await configOfUrl(url)
  return {
    config,
    egressAllow: ['127.0.0.1/32'],
    unreachable: { ...config, apiEndpoint: 'http://127.0.0.1:1' },
    wrongCredentials: { ...config, accessToken: 'wrong-credentials-0123456789' },
    models: [
      {
        name: 'every kind of value',
        model: sql('select * from kinds order by id'),
        columns,
        rows: values,
      },
    ],
    ...wideModels(40_000),
    failing: sql("select if(id = 39000, error('a bad row'), id) as id, text from wide"),
    writing: ['drop table kinds', "insert into wide values (1, 'x', 2)", 'truncate table kinds'],
    change: () => run(url, wide(2)),
    breakRead: () => breakReads(url),
  }
}

export default defineConformance({
  kind: 'source',
  start: () => startWith(configOf),
  samples: [
    { name: 'the account of the machine', config: { project: 'p' } },
    { name: 'a key', config: { project: 'p', credentials: '{"type":"service_account"}' } },
    { name: 'a token', config: { project: 'p', accessToken: 't' } },
    {
      name: 'both',
      config: { project: 'p', accessToken: 't', credentials: '{}' },
      invalidAt: 'accessToken',
    },
    {
      name: 'bulk reads where no end point is for them',
      config: { project: 'p', apiEndpoint: 'https://example.com', bulkReads: 'always' },
      invalidAt: 'storageEndpoint',
    },
    { name: 'no project', config: { accessToken: 't' }, invalidAt: 'project' },
  ],
})
