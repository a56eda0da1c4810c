export type { Fault, ResultsFault, When } from './simulator/fault.ts'
export { FaultPlan, type FaultScope } from './simulator/faults.ts'
export {
  namedFaults,
  retryAfterValues,
  type FaultName,
  type NamedFault,
} from './simulator/named-faults.ts'
export { forwardTo } from './simulator/forward-to.ts'
export type { Accept, AcceptedOperation } from './simulator/operation-log.ts'
export type { QuotaOptions, QuotaReading } from './simulator/quota-window.ts'
export { seededRandom, shuffled, type Random } from './simulator/random.ts'
export { reply, type Reply } from './simulator/reply.ts'
export type { SimulatorRequest } from './simulator/request.ts'
export { route, type HandlerTools, type PathParams, type Route } from './simulator/route.ts'
export type {
  Exchange,
  Simulator,
  SimulatorOptions,
  VendorErrors,
  WatchedRequest,
} from './simulator/simulator-options.ts'
export { serveSimulator } from './simulator/serve-simulator.ts'
export { startSimulator } from './simulator/start-simulator.ts'
export { startVendor } from './simulator/vendor/start-vendor.ts'
export type {
  RecordResult,
  SimulatedVendor,
  VendorAction,
  VendorCall,
  VendorJob,
  VendorOAuth,
  VendorObject,
  VendorOptions,
  VendorQuirks,
} from './simulator/vendor/vendor-options.ts'
export { splitResults } from './simulator/vendor/vendor-routes.ts'
