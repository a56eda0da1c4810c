export { systemClock } from '@revetl/http'
export type { BatchRequest } from './build-batch.ts'
export type { LogLine } from './captured-log.ts'
export type { CheckInfo, ConnectorCheck, Skipped, WriteCheck } from './conformance/check.ts'
export { destinationChecks } from './conformance/destination-checks.ts'
export { ConformanceTarget, type ConformanceOptions } from './conformance/target.ts'
export { nameOfCase, type WriteCase } from './conformance/write-case.ts'
export { memoryCache } from './memory-cache.ts'
export type { ConnectionOptions } from './open-connection.ts'
export {
  openDestination,
  type DescribedOperation,
  type DestinationOptions,
  type OpenDestination,
  type OpenSession,
  type SessionRequest,
  type WriteRequest,
  type WriteTarget,
} from './open-destination.ts'
export {
  openSource,
  type CollectedModel,
  type OpenSource,
  type ReadOptions,
  type SourceOptions,
} from './open-source.ts'
