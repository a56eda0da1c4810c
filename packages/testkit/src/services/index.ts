export type { DatabaseService, ServiceOrigin } from './database-service.ts'
export { mariadbUrlVariable, provideMariadb } from './mariadb/mariadb.ts'
export { postgresUrlVariable, providePostgres } from './postgres.ts'
export { sharedMariadb, sharedPostgres, type SharedService } from './shared-services.ts'
