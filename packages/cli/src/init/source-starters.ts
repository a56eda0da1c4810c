import { ours, type Starter } from './starters.ts'

function source(id: string, parts: Omit<Starter, 'packageName'>): Starter {
  return { packageName: ours('source', id), ...parts }
}

/** Sources that `rev init` can begin with; any other connector is a matter of editing. */
export const sourceStarters: Readonly<Record<string, Starter>> = {
  duckdb: source('duckdb', { config: [], env: [] }),
  postgres: source('postgres', {
    config: ['url: ${env:SOURCE_DATABASE_URL}'],
    env: [['SOURCE_DATABASE_URL', 'postgres://reader:password@localhost:5432/warehouse']],
  }),
  snowflake: source('snowflake', {
    config: [
      'account: acme-prod',
      'user: REV',
      'privateKey: ${file:keys/snowflake.p8}',
      'role: REV_READER',
      'warehouse: REV_WH',
      'database: ANALYTICS',
      'schema: MARTS',
    ],
    env: [],
  }),
  bigquery: source('bigquery', {
    config: [
      'project: acme-analytics',
      'dataset: marts',
      'location: EU',
      'credentials: ${file:keys/bigquery.json}',
    ],
    env: [],
  }),
  redshift: source('redshift', {
    config: [
      'host: acme.abc123.eu-central-1.redshift.amazonaws.com',
      'database: shop',
      'user: rev_reader',
      'password: ${env:REDSHIFT_PASSWORD}',
    ],
    env: [['REDSHIFT_PASSWORD', '…']],
  }),
  databricks: source('databricks', {
    config: [
      'workspaceUrl: https://adb-1234567890123456.7.azuredatabricks.net',
      'warehouseId: 1234567890abcdef',
      'catalog: shop',
      'clientId: 00000000-0000-0000-0000-000000000000',
      'clientSecret: ${env:DATABRICKS_CLIENT_SECRET}',
    ],
    env: [['DATABRICKS_CLIENT_SECRET', '…']],
  }),
  clickhouse: source('clickhouse', {
    config: [
      'url: https://abc123.eu-central-1.aws.clickhouse.cloud:8443',
      'user: reader',
      'password: ${env:CLICKHOUSE_PASSWORD}',
      'database: shop',
    ],
    env: [['CLICKHOUSE_PASSWORD', '…']],
  }),
  mysql: source('mysql', {
    config: ['url: ${env:SOURCE_DATABASE_URL}'],
    env: [['SOURCE_DATABASE_URL', 'mysql://reader:password@localhost:3306/shop']],
  }),
  sqlite: source('sqlite', { config: ['path: data/shop.sqlite'], env: [] }),
}
