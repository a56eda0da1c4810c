// What a host (the runtime, the testkit) needs of the contract and a connector's author does not.
export { BatchChange, freezeBatch, type ChangeParts } from './change.ts'
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
