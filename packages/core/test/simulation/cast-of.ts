import { killWorker } from './kill-worker.ts'
import { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** The processes that may run the engine in a world. */
export function castOf(world: World): ReadonlyMap<number, SimWorker> {
  const workers = new Map<number, SimWorker>()
  for (const number of [1, 2, 3]) {
    const worker: SimWorker = new SimWorker(`w${number}`, world.story.seed, {
      die: () => killWorker(world, worker),
      nowMs: () => world.scheduler.nowMs,
    })
    workers.set(number, worker)
  }
  return workers
}
