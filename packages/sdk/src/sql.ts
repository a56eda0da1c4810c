// What connectors for SQL databases share: addresses, errors of connections, models as statements, tables and batches.
export { accessWarnings, type AccessFacts } from './sql/access-warnings.ts'
export { retryAll, stoppedOutcomes } from './sql/batch-outcomes.ts'
export { connectionError, errorCodeOf } from './sql/connection-error.ts'
export { describeAlone, type DescribeAlone } from './sql/describe-alone.ts'
export { groupByFields, type FieldGroup } from './sql/field-groups.ts'
export { float32Text } from './sql/float32-text.ts'
export { groupColumns, type ListedColumn } from './sql/group-columns.ts'
export { instantText } from './sql/instant-text.ts'
export {
  modelStatement,
  notAQuery,
  placeInSql,
  readStopped,
  requireDistinctColumns,
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
export { postgresClientOptions, postgresServer } from './sql/postgres/server.ts'
export {
  cancelPostgresBackend,
  openPostgresSession,
  type PostgresClient,
  type PostgresConnectRequest,
  type PostgresSession,
  type PostgresSessionRequest,
} from './sql/postgres/session.ts'
export { quoteName, type NameRules } from './sql/quote-name.ts'
export { RowChunks, type ConvertValue } from './sql/row-chunks.ts'
export {
  serverAddress,
  tlsOptions,
  type ServerAddress,
  type ServerConfig,
  type SslMode,
} from './sql/server-address.ts'
export { serverConfig, type ServerConfigOptions } from './sql/server-config.ts'
export type { ConnectionFault, ServerKind } from './sql/server-kind.ts'
export { splitStatements, type SqlLexicon, type Statement } from './sql/split-statements.ts'
export {
  missingColumns,
  missingTable,
  requireUniqueIndex,
  type UniqueTable,
} from './sql/table-faults.ts'
export { formatTableName, parseTableName, type TableName } from './sql/table-name.ts'
