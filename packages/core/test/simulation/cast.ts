import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** Everybody that acts in a schedule. */
export interface Cast {
  readonly world: World
  readonly workers: ReadonlyMap<number, SimWorker>
}
