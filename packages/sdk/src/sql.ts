// What connectors for SQL databases share: addresses, errors of connections, models as statements, tables and batches.
export { retryAll, stoppedOutcomes } from './sql/batch-outcomes.ts'
export { connectionError, errorCodeOf } from './sql/connection-error.ts'
export { doubleText } from './sql/double-text.ts'
export { groupByFields, type FieldGroup } from './sql/field-groups.ts'
export {
  modelStatement,
  notAQuery,
  placeInSql,
  readStopped,
  requireDistinctColumns,
  type ModelDialect,
} from './sql/model-text.ts'
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
