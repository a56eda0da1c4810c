// What connectors for SQL databases share: addresses, errors of connections, models as statements, tables and batches, pushdowns.
export { retryAll, stoppedOutcomes } from './sql/batch-outcomes.ts'
export { connectionError, errorCodeOf } from './sql/connection-error.ts'
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
  pushdownModel,
  scratchRefused,
  type ModelColumn,
  type ModelExpressions,
} from './sql/pushdown-model.ts'
export {
  analyzeSql,
  createTableSql,
  dropTableSql,
  scratchLiteral,
  scratchTable,
  stageTableSql,
  type Scratch,
  type ScratchColumn,
  type ScratchTable,
} from './sql/scratch-tables.ts'
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
