export {
  postgresUrlVariable,
  providePostgres,
  type PostgresOrigin,
  type PostgresService,
} from './postgres.ts'
