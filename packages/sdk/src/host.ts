// What a host (the runtime, the testkit) needs of the contract and a connector's author does not.
export { BatchChange, freezeBatch, type ChangeParts } from './change.ts'
export { checkOutcomes, type CheckedOutcomes } from './check-outcomes.ts'
export {
  checkConfig,
  validateConfig,
  type ConfigCheck,
  type ConfigIssue,
} from './validate-config.ts'
