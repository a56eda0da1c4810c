import { invariants } from './invariants/index.ts'
import { observe } from './observe-ledger.ts'
import type { World } from './world.ts'

/** Lets every invariant see what happens in a world. */
export function watchWorld(world: World): void {
  world.listeners = {
    onSent: (request) => invariants.forEach(({ onSent }) => onSent?.(world, request)),
    onArrived: (request) => invariants.forEach(({ onArrived }) => onArrived?.(world, request)),
    onApplied: (applied) => invariants.forEach(({ onApplied }) => onApplied?.(world, applied)),
    onLedger: async (worker, call) => {
      const lease = worker.run?.lease
      world.jobs.observe(call, lease !== undefined && !world.watch.isCurrent(lease))
      await observe(world, worker, call)
      for (const { onLedger } of invariants) onLedger?.(world, { ...call, worker })
    },
    onRunEnd: (run) => {
      const isDone = run.report?.status === 'success' || run.report?.status === 'partial'
      if (run.planHash !== undefined && isDone) world.goals.hit('guard trips then is confirmed')
      for (const { onRunEnd } of invariants) onRunEnd?.(world, run)
    },
  }
}
