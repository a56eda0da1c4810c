export { systemClock } from '@revetl/http'
export type { BatchRequest } from './build-batch.ts'
export type { LogLine } from './captured-log.ts'
export {
  manifestDifferences,
  smallestBump,
  type Bump,
  type ManifestDifference,
} from './conformance/checks/package/smallest-bump.ts'
export { allChecks } from './conformance/checks/all-checks.ts'
export type {
  Check,
  CheckEnd,
  CheckInfo,
  CheckLevel,
  ConnectorCheck,
  ConnectorKind,
  PackageCheck,
  Skipped,
  SourceCheck,
  WriteCheck,
} from './conformance/checks/check.ts'
export type { FailureDetails, FindingPlace } from './conformance/checks/check-failure.ts'
export {
  tierOf,
  type CheckResult,
  type ConnectorReport,
  type ReportedFailure,
  type Tier,
  type TierInput,
} from './conformance/report/conformance-report.ts'
export {
  defineConformance,
  type ConfigSample,
  type Conformance,
  type DestinationConformance,
  type MissingSystem,
  type ModelCase,
  type OAuthVariant,
  type SchemaVariant,
  type SourceConformance,
  type SourceSystem,
  type TestSystem,
  type Vendor,
} from './conformance/define-conformance.ts'
export { serverConfigs } from './conformance/sql/server-configs.ts'
export { serverSamples } from './conformance/sql/server-samples.ts'
export { tableCases } from './conformance/sql/table-cases.ts'
export { sqlModel, wideModels } from './conformance/sql/wide-models.ts'
export { lintPackage, type LintFinding } from './conformance/package/lint-package.ts'
export type {
  Advisory,
  PackageFacts,
  PublishedRelease,
} from './conformance/package/package-under-test.ts'
export { rehearse, type Rehearsal, type RehearsedRequest } from './conformance/package/rehearse.ts'
export { toJunit } from './conformance/report/to-junit.ts'
export { toSarif } from './conformance/report/to-sarif.ts'
export { runConformance, type ConformanceRun } from './conformance/run/run-conformance.ts'
export type { AnyConnector } from './conformance/trial/subject.ts'
export { testPackage, type PackageTestOptions } from './conformance/package/test-package.ts'
export { nameOfCase, type WriteCase } from './conformance/write-case.ts'
export { httpAnswer } from './http-answer.ts'
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
  pushdownOf,
  type CollectedModel,
  type OpenPushdown,
  type OpenSource,
  type ReadOptions,
  type SourceOptions,
} from './open-source.ts'
export { tellOutcomes } from './tell-outcomes.ts'
