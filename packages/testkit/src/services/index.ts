export type { DatabaseService, ServiceOrigin } from './database-service.ts'
export { bigqueryProject, bigqueryUrlVariable, provideBigquery } from './bigquery.ts'
export { clickhouseUrlVariable, provideClickhouse } from './clickhouse.ts'
export {
  databricksAccount,
  databricksReaderToken,
  databricksUrlVariable,
  provideDatabricks,
  queryDatabricks,
  runDatabricksStatements,
} from './databricks.ts'
export { mariadbUrlVariable, provideMariadb } from './mariadb/mariadb.ts'
export { postgresUrlVariable, providePostgres } from './postgres.ts'
export { pythonWith } from './python-programs.ts'
export { provideRedshift, redshiftUrlVariable } from './redshift/redshift.ts'
export {
  askSnowflake,
  provideSnowflake,
  runSnowflake,
  snowflakeAccount,
  snowflakeUrlVariable,
} from './snowflake.ts'
export {
  sharedBigquery,
  sharedClickhouse,
  sharedDatabricks,
  sharedMariadb,
  sharedPostgres,
  sharedRedshift,
  sharedSnowflake,
  type SharedService,
} from './shared-services.ts'
export { queryMariadb, queryPostgres, type QueryRows } from './query-rows.ts'
export { asUser, atNobody } from './server-url.ts'
