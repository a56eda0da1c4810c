export { systemClock } from '@revetl/http'
export type { BatchRequest } from './build-batch.ts'
export type { LogLine } from './captured-log.ts'
export { memoryCache } from './memory-cache.ts'
export type { ConnectionOptions } from './open-connection.ts'
export {
  openDestination,
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
