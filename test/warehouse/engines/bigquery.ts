import type { Source } from '@revetl/sdk'
import bigquery from '@revetl/source-bigquery'
import { bigqueryProject } from '@revetl/testkit/services'
import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import {
  scratchSchema,
  textLiterals,
  textOfCase,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

const ofSpace = (n: number): string => `'k${n >> 1}${n % 2 === 0 ? '' : ' '}'`

/** An emulator of BigQuery, or the one that REV_TEST_BIGQUERY_URL names. */
export const bigqueryEngine: Engine = {
  name: 'BigQuery',
  source: bigquery as Source,
  packageName: '@revetl/source-bigquery',
  // The emulator takes a statement apart in Python before it runs it.
  isSlow: true,
  describe: (name, define) =>
    describeWithBigquery(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '`',
  textLiteral: (text) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`,
  textType: 'string',
  columnKinds: [
    {
      type: 'string',
      hasText: true,
      literals: [...textLiterals(String.raw`'\t\n\\\''`), String.raw`'a\x00b'`],
    },
    { type: 'int64', hasText: true, literals: ['9007199254740993', '-1', '1', '0', 'null'] },
    {
      type: 'numeric',
      hasText: true,
      isMet: '> 1',
      literals: [
        '1',
        "numeric '1.50'",
        "numeric '-0.5'",
        "numeric '123456789012345678.123456789'",
        'null',
      ],
    },
    {
      type: 'float64',
      hasText: true,
      literals: ["cast('nan' as float64)", "cast('-inf' as float64)"].concat([
        '0.1',
        '-0.0',
        '0.0',
        '1e300',
        '5e-324',
        'null',
      ]),
    },
    { type: 'bool', hasText: true, literals: ['true', 'false', 'null'] },
    {
      type: 'date',
      hasText: true,
      literals: ["date '2026-01-31'", "date '0001-01-01'", "date '9999-12-31'", 'null'],
    },
    { type: 'time', hasText: true, literals: ["time '01:02:03.12'", "time '00:00:00'", 'null'] },
    {
      type: 'datetime',
      hasText: true,
      literals: ["datetime '2026-01-31 01:02:03.120'", "datetime '2026-01-31 01:02:00'", 'null'],
    },
    {
      type: 'timestamp',
      hasText: true,
      isMet: "> timestamptz '2026-06-30 22:30:00'",
      literals: [
        "timestamp '2026-07-01 00:30:00+00'",
        "timestamp '1969-12-31 23:59:59.999999+00'",
        'null',
      ],
    },
    { type: 'bytes', hasText: false, literals: [String.raw`b'\x00\xff'`, "b''", 'null'] },
    { type: 'json', hasText: false, literals: [`json '{"a": [1, null]}'`, "json '[]'", 'null'] },
    {
      type: 'array<float64>',
      hasText: false,
      literals: ["[1.5, cast('nan' as float64)]", '[]', '[1e21, 0.1]'],
    },
    {
      type: 'struct<a int64, b string>',
      hasText: false,
      literals: [`struct(9007199254740993 as a, 'q"' as b)`, 'struct(0 as a, null as b)'],
    },
  ],
  keyKinds: [
    { type: 'int64', literal: String },
    { type: 'string', literal: textOfCase },
    { type: 'string', literal: ofSpace },
    { type: 'numeric', literal: (n) => `numeric '${n}.5'` },
    { type: 'float64', literal: (n) => String(Math.sqrt(n) / 3 + 0.5) },
    { type: 'timestamp', literal: (n) => `timestamp '2026-01-01 00:00:00.${n}+00'` },
    { type: 'date', literal: (n) => `date_add(date '2026-01-01', interval ${n} day)` },
  ],
  random: 'generate_uuid()',
  retypeNote: ['create or replace table things as select * except(note), 1 as note from things'],
  dropNote: ['create or replace table things as select * except(note) from things'],
}

interface Answer {
  readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[]
}

async function openDatabase(address: string): Promise<EngineDatabase> {
  const { origin, password, pathname } = new URL(address)
  const dataset = pathname.slice(1)
  const project = `${origin}/bigquery/v2/projects/${bigqueryProject}`
  const headers = { authorization: `Bearer ${password}`, 'content-type': 'application/json' }
  const defaultDataset = { projectId: bigqueryProject, datasetId: dataset }
  const ask = async (query: string): Promise<Answer> => {
    const body = JSON.stringify({ query, useLegacySql: false, defaultDataset })
    const answer = await fetch(`${project}/queries`, { method: 'POST', body, headers })
    if (!answer.ok) throw new Error(`${await answer.text()} of ${query}`)
    return (await answer.json()) as Answer
  }
  const schema = `_rev_${dataset}`
  const config = { project: bigqueryProject, dataset, accessToken: password, apiEndpoint: origin }
  return {
    config,
    ...scratchSchema(schema, '`'),
    run: async (...statements) => {
      for (const statement of statements) await ask(withWhere(statement))
    },
    scratchTables: async () => {
      const answer = await fetch(`${project}/datasets/${schema}/tables`, { headers })
      // A dataset that is not there has none.
      if (answer.status === 404) return []
      const { tables = [] } = (await answer.json()) as {
        readonly tables?: readonly { readonly tableReference: { readonly tableId: string } }[]
      }
      return tables.map(({ tableReference }) => tableReference.tableId)
    },
    rows: async (sql) => ((await ask(sql)).rows ?? []).map(({ f }) => f.map(({ v }) => v)),
    reader: async () => ({ ...config, accessToken: `${password}-reader` }),
    [Symbol.asyncDispose]: async () => {
      await fetch(`${project}/datasets/${schema}?deleteContents=true`, {
        method: 'DELETE',
        headers,
      })
    },
  }
}

/** BigQuery edits no row without a condition. */
function withWhere(statement: string): string {
  const isEdit = /^(?:update|delete) /.test(statement)
  return isEdit && !/ where /.test(statement) ? `${statement} where true` : statement
}
