export type { DatabaseService, ServiceOrigin } from './database-service.ts'
export { bigqueryProject, bigqueryUrlVariable, provideBigquery } from './bigquery.ts'
export { clickhouseUrlVariable, provideClickhouse } from './clickhouse.ts'
export { mariadbUrlVariable, provideMariadb } from './mariadb/mariadb.ts'
export { postgresUrlVariable, providePostgres } from './postgres.ts'
export {
  sharedBigquery,
  sharedClickhouse,
  sharedMariadb,
  sharedPostgres,
  type SharedService,
} from './shared-services.ts'
export { queryMariadb, queryPostgres, type QueryRows } from './query-rows.ts'
export { asUser, atNobody } from './server-url.ts'
