export {
  apiKey,
  basic,
  bearer,
  jwtBearer,
  oauth2,
  type ApiKeyAuth,
  type Auth,
  type BasicAuth,
  type BearerAuth,
  type JwtBearerAuth,
  type JwtBearerGrant,
  type KeyPlace,
  type OAuth2Auth,
  type OAuth2Grant,
  type OAuth2Login,
} from './auth.ts'
export {
  operationNames,
  type Batch,
  type BatchField,
  type BatchObject,
  type Change,
  type OperationName,
} from './batch.ts'
export { annotate, secret, type Annotations } from './config-schema/annotate.ts'
export type { Cache, Clock, Context, Logger, RunContext, RunInfo } from './context.ts'
export {
  apiVersion,
  defineDestination,
  object,
  type BatchLimits,
  type Catalog,
  type CheckResult,
  type Destination,
  type DestinationDefinition,
  type DiscoveredObject,
  type DiscoveredOperation,
  type DiscoverRequest,
  type FoundRecord,
  type LookupRequest,
  type Network,
  type ObjectDefinition,
  type OperationDefinition,
  type OperationSession,
  type SessionInfo,
  type Vendor,
} from './destination.ts'
export { errorCodes, type ErrorCode, type ErrorKind } from './error-codes.ts'
export {
  authError,
  configError,
  errorMessage,
  isRevError,
  RevError,
  type DeliveryClass,
  type FilePlace,
  type RevErrorOptions,
} from './errors.ts'
export { field, type FieldDefinition, type FieldDefinitions, type FieldValues } from './fields.ts'
export type { HttpClient, HttpRequest, HttpResponse } from './http-client.ts'
export { jsonList, jsonObject, jsonText } from './json-parts.ts'
export { memberTexts } from './member-texts.ts'
export type { Manifest, ManifestObject, ManifestOperation } from './manifest/manifest.ts'
export {
  ok,
  rejected,
  retry,
  skipped,
  unknown,
  type Effect,
  type OkOutcome,
  type Outcome,
  type RejectedOutcome,
  type RetryOutcome,
  type SkippedOutcome,
  type UnknownOutcome,
} from './outcomes.ts'
export type { FilePermission, Permissions } from './permissions.ts'
export { plainNumber } from './plain-number.ts'
export {
  concurrency,
  fromHeaders,
  quota,
  type ConcurrencyQuota,
  type HeaderQuota,
  type Quota,
  type RequestMatch,
  type WindowQuota,
} from './quotas.ts'
export type { SourceSql } from './source-sql.ts'
export type { Pushdown, PushdownDialect, PushdownModel, PushdownRequest } from './pushdown.ts'
export type { Column, ModelQuery, ReadRequest } from './model.ts'
export {
  defineSource,
  type Chunk,
  type ColumnChunk,
  type DiscoveredTable,
  type DuckdbQuery,
  type ModelRead,
  type ReadEnd,
  type Source,
  type SourceDefinition,
  type TextChunk,
} from './source.ts'
export type {
  InferConfig,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from './standard-schema.ts'
export { valueTypes, type ValueType } from './value-types.ts'
export {
  ExactNumber,
  isExactNumber,
  numberFromText,
  parseJson,
  type Value,
  type ValueRecord,
} from './values.ts'
export { allOrNothing, type AllOrNothingOptions } from './write/all-or-nothing.ts'
export { asyncJob, type AsyncJobSteps, type JobState } from './write/async-job.ts'
export { bulkWithErrors, changeIdsBy } from './write/bulk-with-errors.ts'
export { outcomeByStatus, statusError, type StatusRules } from './write/by-status.ts'
export { findThenWrite, type FindThenWriteSteps, type FoundIds } from './write/find-then-write.ts'
export { idMap, type IdMap } from './write/id-map.ts'
export { membership, type MembershipRequest, type MembershipSteps } from './write/membership.ts'
export { outcomeFromError } from './write/outcome-from-error.ts'
export { perRecord, type InFlightOptions } from './write/per-record.ts'
export { sendGroups, type SendOptions } from './write/send-groups.ts'
export {
  prepareChanges,
  type PreparedChange,
  type PreparedChanges,
  type PrepareSteps,
} from './write/prepare-changes.ts'
export {
  sendWithoutRefused,
  type RefusalSteps,
  type UnrefusedSend,
} from './write/send-without-refused.ts'
export {
  settleBulk,
  type BulkAnswer,
  type BulkVerdict,
  type OutcomeOf,
} from './write/settle-bulk.ts'
export { vendorReason, type VendorReason } from './write/vendor-reason.ts'
export type { Write } from './write/write.ts'
