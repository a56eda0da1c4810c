export { auditConnectors, type AuditFinding, type AuditInput } from './audit-connectors.ts'
export { auditSignatures, type InstalledConnectors } from './audit-signatures.ts'
export { loadIndex, type IndexChoice } from './index-file/load-index.ts'
export type {
  IndexedConnector,
  IndexedVersion,
  IndexTier,
  RegistryIndex,
} from './index-file/registry-index.ts'
export type { VerifiedIndex } from './index-file/verify-index.ts'
export type { Candidate } from './install/candidate.ts'
export { furtherGrants, type Granting } from './install/grants.ts'
export {
  createInstaller,
  refusedError,
  type Installer,
  type InstallerParts,
  type Judged,
  type Outdated,
} from './install/installer.ts'
export { packageManagerOf, type PackageManager } from './install/package-manager.ts'
export type { Refusal, RefusalReason } from './install/refusals.ts'
export { readPins, type ConnectorPin, type ConnectorPins, type SequencesSeen } from './lock-file.ts'
export {
  createNpmClient,
  type NpmClient,
  type PackageInfo,
  type VersionInfo,
} from './npm/npm-client.ts'
export { searchNpm, type PublishedConnector } from './npm/search-npm.ts'
export type {
  ProvenPackage,
  SignatureFault,
  SignatureVerdicts,
  SignedPackage,
} from './npm/verify-signatures.ts'
export { publishedManifest, type PublishedManifest } from './published-manifest.ts'
export { searchIndex, type FoundConnector } from './search-index.ts'
export {
  createConnectorResolver,
  permissionTexts,
  refusalReasons,
  readConnectorPackage,
  type ConnectorKind,
  type ConnectorPackage,
  type ConnectorReference,
  type ConnectorSurvey,
  type ProjectConnectors,
  type ResolvedCode,
  type ResolvedConnector,
} from './resolver.ts'
