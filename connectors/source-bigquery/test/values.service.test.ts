import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { describe, expect, test } from 'vitest'
import type { ApiStruct, ApiValue } from '../src/canonical-text.ts'
import type { Field } from '../src/column-types.ts'
import { bulkConfigOf, configOf, giveResult, open, storageRequests } from './database.ts'

const nines = '9'.repeat(38)

// What the REST API gives for the edges of each type, and what rev makes of it.
const scalars: readonly (readonly [
  field: Omit<Field, 'name'>,
  given: string,
  canonical: string,
])[] = [
  [{ type: 'INTEGER' }, '9223372036854775807', '9223372036854775807'],
  [{ type: 'INTEGER' }, '-9223372036854775808', '-9223372036854775808'],
  [
    { type: 'NUMERIC' },
    '99999999999999999999999999999.999999999',
    '99999999999999999999999999999.999999999',
  ],
  [{ type: 'NUMERIC' }, '-0.000000001', '-0.000000001'],
  [{ type: 'NUMERIC' }, '100', '100'],
  [{ type: 'NUMERIC', precision: '10', scale: '2' }, '1.5', '1.5'],
  [{ type: 'NUMERIC', precision: '5' }, '-120', '-120'],
  [{ type: 'BIGNUMERIC' }, `-${nines}.${nines}`, `-${nines}.${nines}`],
  [{ type: 'BIGNUMERIC' }, `0.${'0'.repeat(37)}1`, `0.${'0'.repeat(37)}1`],
  [{ type: 'FLOAT' }, '1.0', '1'],
  [{ type: 'FLOAT' }, '0.1', '0.1'],
  [{ type: 'FLOAT' }, '-0.0', '-0'],
  [{ type: 'FLOAT' }, 'NaN', 'NaN'],
  [{ type: 'FLOAT' }, 'Infinity', 'Infinity'],
  [{ type: 'FLOAT' }, '-Infinity', '-Infinity'],
  [{ type: 'FLOAT' }, '1.7976931348623157E308', '1.7976931348623157e+308'],
  [{ type: 'FLOAT' }, '4.9E-324', '5e-324'],
  [{ type: 'BOOLEAN' }, 'true', 'true'],
  [{ type: 'BOOLEAN' }, 'false', 'false'],
  [{ type: 'STRING' }, '', ''],
  [{ type: 'STRING' }, 'Grüße\t👩‍💻\u0000\n', 'Grüße\t👩‍💻\u0000\n'],
  [{ type: 'BYTES' }, 'AP8=', 'AP8='],
  [{ type: 'BYTES' }, '', ''],
  [{ type: 'DATE' }, '0001-01-01', '0001-01-01'],
  [{ type: 'DATE' }, '9999-12-31', '9999-12-31'],
  [{ type: 'TIME' }, '00:00:00', '00:00:00'],
  [{ type: 'TIME' }, '23:59:59.999999', '23:59:59.999999'],
  [{ type: 'TIME' }, '13:05:00.500000', '13:05:00.5'],
  [{ type: 'DATETIME' }, '0001-01-01T00:00:00', '0001-01-01T00:00:00'],
  [{ type: 'DATETIME' }, '9999-12-31T23:59:59.999999', '9999-12-31T23:59:59.999999'],
  [{ type: 'DATETIME' }, '1969-12-31T23:59:59.500000', '1969-12-31T23:59:59.5'],
  [{ type: 'TIMESTAMP' }, '-62135596800000000', '0001-01-01T00:00:00Z'],
  [{ type: 'TIMESTAMP' }, '-1', '1969-12-31T23:59:59.999999Z'],
  [{ type: 'TIMESTAMP' }, '253402300799999999', '9999-12-31T23:59:59.999999Z'],
  [{ type: 'INTERVAL' }, '1-2 3 4:5:6.789', 'P1Y2M3DT4H5M6.789S'],
  [
    { type: 'INTERVAL' },
    '-10000-11 -3660000 -2562047:47:16.854775',
    'P-10000Y-11M-3660000DT-2562047H-47M-16.854775S',
  ],
  [{ type: 'INTERVAL' }, '0-0 0 0:0:0', 'PT0S'],
  [{ type: 'INTERVAL' }, '0-0 -1 0:0:0.000001', 'P-1DT0.000001S'],
  [{ type: 'JSON' }, '{"a":[1,null,"é"]}', '{"a":[1,null,"é"]}'],
  [{ type: 'GEOGRAPHY' }, 'POINT(1 2)', 'POINT(1 2)'],
  [range('DATE'), '[2026-01-31, UNBOUNDED)', '[2026-01-31, UNBOUNDED)'],
  [
    range('DATETIME'),
    '[UNBOUNDED, 2026-01-31T13:05:00.500000)',
    '[UNBOUNDED, 2026-01-31T13:05:00.5)',
  ],
  [
    range('TIMESTAMP'),
    '[-1, 1769864700500000)',
    '[1969-12-31T23:59:59.999999Z, 2026-01-31T13:05:00.5Z)',
  ],
]

const nested: Field = {
  name: 'nested',
  type: 'RECORD',
  mode: 'REPEATED',
  fields: [
    { name: 'n"', type: 'NUMERIC' },
    { name: 'when', type: 'TIMESTAMP', mode: 'REPEATED' },
    {
      name: 'in',
      type: 'RECORD',
      fields: [
        { name: 'f', type: 'FLOAT' },
        { name: 'j', type: 'JSON' },
        { name: 'r', type: 'RANGE', rangeElementType: { type: 'TIMESTAMP' } },
      ],
    },
    { name: 'raw', type: 'BYTES', mode: 'REPEATED' },
  ],
}

const struct = (...values: readonly ApiValue[]): ApiStruct => ({ f: values.map((v) => ({ v })) })
const list = (...values: readonly ApiValue[]): ApiValue => values.map((v) => ({ v }))

const nestedRows: readonly (readonly [given: ApiValue, canonical: string])[] = [
  [
    list(
      struct(
        '12345678901234567890.5',
        list('0', '-1'),
        struct('NaN', '{"a":1}', '[0, UNBOUNDED)'),
        list('AP8=', ''),
      ),
      struct(null, list(), null, list()),
      struct('-1', list('0'), struct(null, null, null), list('AA==')),
    ),
    '[{"n\\"":12345678901234567890.5,"when":["1970-01-01T00:00:00Z","1969-12-31T23:59:59.999999Z"],' +
      '"in":{"f":"NaN","j":{"a":1},"r":"[1970-01-01T00:00:00Z, UNBOUNDED)"},"raw":["AP8=",""]},' +
      '{"n\\"":null,"when":[],"in":null,"raw":[]},' +
      '{"n\\"":-1,"when":["1970-01-01T00:00:00Z"],"in":{"f":null,"j":null,"r":null},"raw":["AA=="]}]',
  ],
  [list(), '[]'],
]

const ways = [
  ['REST', configOf],
  ['the Storage Read API', bulkConfigOf],
] as const

await describeWithBigquery('values of BigQuery', (bigquery) => {
  describe.each(ways)('by %s', (way, configOfWay) => {
    // Rows before and after, and one without a value, so that each value has a place of its own in its column.
    test('each type has its canonical text to the byte', async () => {
      const fields = scalars.map(([field], at) => ({ name: `c${at}`, ...field }))
      const values = struct(...scalars.map(([, given]) => given))
      const empty = struct(...scalars.map(() => null))
      const rows = await readGiven(fields, [values, empty, values])
      const canonical = scalars.map(([, , text]) => text)
      expect(rows).toEqual([canonical, scalars.map(() => null), canonical])
    })

    test('lists and structs have theirs', async () => {
      const rows = await readGiven(
        [nested],
        nestedRows.map(([given]) => struct(given)),
      )
      expect(rows).toEqual(nestedRows.map(([, canonical]) => [canonical]))
    })

    test('a table without rows has none', async () => {
      expect(await readGiven([{ name: 'a', type: 'INTEGER' }], [])).toEqual([])
    })

    async function readGiven(
      fields: readonly Field[],
      rows: readonly ApiStruct[],
    ): Promise<readonly (readonly (string | null)[])[]> {
      const url = await bigquery.createDatabase()
      await giveResult(url, { fields, rows })
      await using source = await open(url, await configOfWay(url))
      const read = await source.read({ kind: 'sql', sql: 'select given' })
      const requests = await storageRequests(url)
      expect(requests.some(({ kind }) => kind === 'session')).toBe(way !== 'REST')
      return read.rows
    }
  })
})

function range(type: string): Omit<Field, 'name'> {
  return { type: 'RANGE', rangeElementType: { type } }
}
