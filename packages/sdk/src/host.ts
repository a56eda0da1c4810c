// What a host (the runtime, the testkit) needs of the contract and a connector's author does not.
export { BatchChange, freezeBatch, keyTextOf, type ChangeParts } from './change.ts'
export { checkOutcomes, type CheckedOutcomes } from './check-outcomes.ts'
export {
  checkConfig,
  validateConfig,
  type ConfigCheck,
  type ConfigIssue,
} from './config-schema/validate-config.ts'
export { configJsonSchema, type ConfigSource } from './config-schema/config-json-schema.ts'
export { jsonSchemaDialect, type JsonSchema } from './config-schema/json-schema.ts'
export { secretPaths, secretValues, type SecretPath } from './config-schema/secret-paths.ts'
export {
  checkDefinition,
  connectorIdPattern,
  definitionProblems,
  type Connector,
} from './manifest/check-definition.ts'
export { buildManifest, type BuiltManifest } from './manifest/build-manifest.ts'
export { manifestOf, manifestText } from './manifest/manifest-of.ts'
export { manifestSchema } from './manifest/manifest-schema.ts'
export { parseManifest } from './manifest/parse-manifest.ts'
export type { Problem } from './manifest/problems.ts'
export { withDiscovered } from './with-discovered.ts'
export { nearestName, suggestName } from './nearest-name.ts'
export { chunkColumns } from './chunk-columns.ts'
export { endableRead } from './endable-read.ts'
export { createFetch } from './http/create-fetch.ts'
export { createHttpClient } from './http/create-http-client.ts'
export { createResponse, type ResponseNaming } from './http/create-response.ts'
export { encodeBody } from './http/encode-body.ts'
export { childRunner } from './child/runner-path.ts'
export { systemClock } from './system-clock.ts'
