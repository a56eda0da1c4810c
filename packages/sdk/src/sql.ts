// What connectors for SQL databases share: addresses, errors of connections, models as statements, tables and batches,
// a destination whose objects are tables, and a source whose database compares.
export { accessWarnings, type AccessFacts } from './sql/access-warnings.ts'
export { retryAll, stoppedOutcomes } from './sql/batch-outcomes.ts'
export { connectionError, errorCodeOf } from './sql/connection-error.ts'
export { describeAlone, type DescribeAlone } from './sql/describe-alone.ts'
export {
  nullMatch,
  twinMatch,
  valueProblem,
  type RecordProblem,
} from './sql/destination/record-problem.ts'
export { notWritten, rowOutcome, type RowFacts } from './sql/destination/row-outcome.ts'
export type {
  FaultKind,
  SqlConfig,
  SqlDatabase,
  SqlDialect,
  SqlFaults,
  SqlIdentity,
  SqlPool,
  SqlServer,
  TransactionPurpose,
} from './sql/destination/sql-database.ts'
export { sqlDestination, type SqlDestination } from './sql/destination/sql-destination.ts'
export type {
  ColumnOf,
  FieldColumn,
  RowLookup,
  SqlColumn,
  SqlTable,
  WriteGroup,
} from './sql/destination/sql-table.ts'
export { tableOptions } from './sql/destination/table-options.ts'
export { quoteTable } from './sql/destination/table-sql.ts'
export { serverMessage } from './sql/destination/write-error.ts'
export {
  retryRefused,
  writeInHalves,
  type HalvingSteps,
} from './sql/destination/write-in-halves.ts'
export { doubleText } from './sql/double-text.ts'
export { groupByFields, type FieldGroup } from './sql/field-groups.ts'
export { float32Text } from './sql/float32-text.ts'
export { groupColumns, type ListedColumn } from './sql/group-columns.ts'
export { instantText } from './sql/instant-text.ts'
export { listedMax, listSome } from './sql/list-some.ts'
export {
  modelStatement,
  notAQuery,
  placeInSql,
  readStopped,
  requireDistinctColumns,
  statementStopped,
  type ModelDialect,
} from './sql/model-text.ts'
export {
  describePostgresModel,
  requirePostgresQuery,
  type ToModelError,
} from './sql/postgres/describe-model.ts'
export type {
  PostgresField,
  StatementShape,
  SubmittingClient,
} from './sql/postgres/describe-statement.ts'
export { postgresModelError, type ModelText } from './sql/postgres/model-error.ts'
export { numericDigits } from './sql/postgres/numeric-digits.ts'
export { executeInTransaction, preparePostgresScratch } from './sql/postgres/scratch.ts'
export {
  openPostgresSession,
  type PostgresClient,
  type PostgresSession,
  type PostgresSessionRequest,
} from './sql/postgres/session.ts'
export { RowChunks, type ConvertValue } from './sql/row-chunks.ts'
export {
  pushdownModel,
  scratchRefused,
  type ModelColumn,
  type ModelExpressions,
} from './sql/pushdown-model.ts'
export {
  analyzeSql,
  comparedSql,
  createTableSql,
  dropTableSql,
  logTableSql,
  scratchLiteral,
  scratchTable,
  scratchValue,
  stageTableSql,
  type Scratch,
  type ScratchColumn,
  type ScratchTable,
} from './sql/scratch-tables.ts'
export { runOneByOne, untilEnded } from './sql/single-statements.ts'
export {
  serverAddress,
  tlsOptions,
  type ServerAddress,
  type ServerConfig,
  type SslMode,
} from './sql/server-address.ts'
export { serverConfig, type ServerConfigOptions } from './sql/server-config.ts'
export type { ConnectionFault, ServerKind } from './sql/server-kind.ts'
export { mysql2Options, pgOptions } from './sql/servers/driver-options.ts'
export { mysqlServer, quoteMysqlName } from './sql/servers/mysql-server.ts'
export { postgresServer, quotePostgresName } from './sql/servers/postgres-server.ts'
export {
  isNestedPostgresType,
  postgresOid,
  postgresValueType,
  type PostgresType,
} from './sql/servers/postgres-types.ts'
export { splitStatements, type SqlLexicon, type Statement } from './sql/split-statements.ts'
export {
  alteredTable,
  missingColumns,
  missingTable,
  requireUniqueIndex,
  type UniqueTable,
} from './sql/table-faults.ts'
export { formatTableName, parseTableName, type TableName } from './sql/table-name.ts'
