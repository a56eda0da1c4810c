export {
  postgresUrlVariable,
  providePostgres,
  type PostgresOrigin,
  type PostgresService,
} from './postgres.ts'
export { sharedPostgres } from './shared-postgres.ts'
