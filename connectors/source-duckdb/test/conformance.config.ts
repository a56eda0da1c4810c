import { defineConformance, wideModels } from '@revetl/testkit'
import { createProject, runInDuckdb, sql } from './duckdb-files.ts'

const values = `
  CREATE TABLE kinds AS SELECT * FROM (VALUES
    (1, true, 9223372036854775807::BIGINT, 12345678901234567890.123456789012345678::DECIMAL(38, 18), 0.1::DOUBLE,
     'Grüße 👩‍💻', DATE '2024-02-29', TIME '13:05:00.25', TIMESTAMP '2026-03-29 02:30:00',
     TIMESTAMPTZ '2026-01-31 13:05:00+00', INTERVAL '1 year 2 days', 'AB'::BLOB, '{"a":[1,null]}'::JSON),
    (2, false, -1, 0.5, 1e300, '', DATE '1970-01-01', TIME '00:00:00', TIMESTAMP '1970-01-01 00:00:00',
     TIMESTAMPTZ '1970-01-01 00:00:00+00', INTERVAL '0 days', ''::BLOB, '[]'::JSON),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
  ) AS t(id, b, i, d, n, s, day, t, ts, tz, span, raw, j);
  CREATE VIEW few AS SELECT id, s FROM kinds;
  CREATE TABLE wide AS SELECT range AS id, repeat(md5(range::VARCHAR), 4) AS text, 1 AS v FROM range(60000);`

const server = { host: 'db.example.com', database: 'd', user: 'u', password: 'p' }
/** A database of each kind. */
const attach: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  old: { type: 'duckdb', path: 'old.duckdb' },
  crm: { type: 'sqlite', path: 'crm.sqlite' },
  lake: { type: 'ducklake', path: 'lake.ducklake' },
  erp: { type: 'postgres', ...server },
  web: { type: 'mysql', ...server, port: 3307, parameters: { ssl_mode: 'verify_identity' } },
  cloud: { type: 'motherduck' },
}

export default defineConformance({
  kind: 'source',
  start: async () => {
    const project = createProject()
    await project.write('shop.duckdb', values)
    return {
      config: { path: 'shop.duckdb' },
      projectPath: project.path,
      models: [
        {
          name: 'every kind of value',
          model: sql('SELECT * FROM kinds ORDER BY id'),
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
              'QUI=',
              '{"a":[1,null]}',
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
              'PT0S',
              '',
              '[]',
            ],
            ['3', null, null, null, null, null, null, null, null, null, null, null, null],
          ],
        },
        {
          name: 'a view by its name',
          model: { kind: 'table', table: ['few'] },
          columns: [
            { name: 'id', type: 'integer' },
            { name: 's', type: 'string' },
          ],
          rows: [
            ['1', 'Grüße 👩‍💻'],
            ['2', ''],
            ['3', null],
          ],
        },
      ],
      ...wideModels(60_000),
      failing: sql("SELECT CASE WHEN id = 59999 THEN error('late') ELSE text END FROM wide"),
      runDuckdb: runInDuckdb,
      [Symbol.asyncDispose]: async () => project[Symbol.dispose](),
    }
  },
  samples: [
    { name: 'files alone', config: {} },
    { name: 'a database', config: { path: 'shop.duckdb', csv: { delimiter: ';' } } },
    { name: 'another database', config: { path: 'shop.duckdb', attach: { crm: 'crm.duckdb' } } },
    { name: 'databases of every kind', config: { attach, motherduckToken: 'token' } },
    ...Object.entries(attach).map(([alias, { type }]) => ({
      name: `a database of the kind ${String(type)} with an option that there is not`,
      config: { attach: { [alias]: { ...attach[alias], none: 1 } }, motherduckToken: 'token' },
      invalidAt: `attach.${alias}`,
    })),
    { name: 'a path that is none', config: { path: '' }, invalidAt: 'path' },
    {
      name: 'two databases of one name',
      config: { path: 'shop.duckdb', attach: { shop: 'crm.duckdb' } },
      invalidAt: 'attach.shop',
    },
  ],
})
