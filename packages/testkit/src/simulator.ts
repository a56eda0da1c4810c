export {
  FaultPlan,
  type Fault,
  type FaultScope,
  type ResultsFault,
  type When,
} from './simulator/faults.ts'
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
export { startSimulator } from './simulator/start-simulator.ts'
