export type { DatabaseService, ServiceOrigin } from './database-service.ts'
export { clickhouseUrlVariable, provideClickhouse } from './clickhouse.ts'
export { mariadbUrlVariable, provideMariadb } from './mariadb/mariadb.ts'
export { postgresUrlVariable, providePostgres } from './postgres.ts'
export {
  sharedClickhouse,
  sharedMariadb,
  sharedPostgres,
  type SharedService,
} from './shared-services.ts'
