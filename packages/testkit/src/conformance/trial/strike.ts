import type { WatchedRequest } from '../../simulator/simulator-options.ts'
import type { Fault } from '../../simulator/fault.ts'
import type { SimulatorRequest } from '../../simulator/request.ts'
import { tokenRequests } from './token-requests.ts'
import { CannotRun } from './trial.ts'
import type { WireShape } from './wire-shape.ts'
import { WriteTrial } from './write-trial.ts'

/** Finds out how a write of two records looks on the wire, with a vendor of its own. @throws CannotRun */
export function wireShapeOf(trial: WriteTrial, count = 2): Promise<WireShape> {
  const { subject, name } = trial
  const key = `${name}/${count}`
  const known = subject.wireShapes.get(key) ?? findShape(new WriteTrial(subject, trial.case), count)
  subject.wireShapes.set(key, known)
  return known
}

async function findShape(trial: WriteTrial, count: number): Promise<WireShape> {
  await using scratch = trial
  const simulator = await scratch.simulator()
  const operation = await scratch.operation()
  const records = scratch.records(Math.min(count, operation.batch.recordsMax))
  await scratch.prepare(records)
  const requests: WatchedRequest[] = []
  const unwatch = simulator.watch((watched) => requests.push(watched))
  await scratch.writeOk(records)
  unwatch()
  const appliesAt = requests.findIndex(({ applied }) => applied > 0)
  if (appliesAt === -1)
    throw new CannotRun('its writes reach the simulator by no request that applies them')
  return { requests, appliesAt }
}

/** Lets a fault strike the request that applies the write. The records must be prepared. */
export async function strike(trial: WriteTrial, fault: Fault, times = 1): Promise<void> {
  const { appliesAt } = await wireShapeOf(trial)
  const simulator = await trial.simulator()
  // What discovery asks for comes first and once; it is not what is struck.
  await trial.operation()
  // Nor is a renewal of the credentials.
  const isToken = await tokenRequests(trial)
  const matching = (request: SimulatorRequest) => !isToken(request)
  simulator.faults.next(fault, { after: appliesAt, times, matching })
}
