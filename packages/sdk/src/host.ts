// What a host (the runtime, the testkit) needs of the contract and a connector's author does not.
export { BatchChange, freezeBatch, type ChangeParts } from './change.ts'
