import { isJobRequest, jobOf, type SentRequest } from './destination-model.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** Ends a process without a word: what it had open is closed as the kernel would, and nothing of it goes on. */
export async function killWorker(world: World, worker: SimWorker): Promise<void> {
  const { run } = worker
  worker.actor.isDead = true
  if (run?.end === 'running') {
    run.end = 'crashed'
    noteCrash(world, worker)
    world.scheduler.note(`${worker.actor.name} DIES in phase ${run.phase}`)
  }
  // Each takes itself off the list.
  for (const database of worker.databases) await database.close()
  for (const lock of worker.locks.values()) await worker.ledger?.releaseLease(lock)
  worker.locks.clear()
  await worker.ledger?.[Symbol.asyncDispose]()
  worker.rebirth()
  const { onDeath } = worker
  worker.onDeath = () => undefined
  onDeath()
}

function noteCrash(world: World, { run }: SimWorker): void {
  const { watch, destination, goals } = world
  if (run === undefined) return
  const open = watch.openOf(run)
  const numbers = new Set(run.requests.map(({ number }) => number))
  const isApplied = destination.log.some(
    (applied) => numbers.has(applied.request.number) && !watch.isSettled(applied),
  )
  if (isApplied) goals.hit('crash between apply and commit')
  if (run.requests.some((request) => isOrphan(world, request))) goals.hit('job id lost')
  if (run.hasRecovered && run.phase === 'recover') goals.hit('crash in recovery')
  for (const known of open) {
    const before = watch.crashesOf(known)
    if (before > 0) goals.hit('two crashes in one batch')
  }
}

/** Whether the vendor works on a job whose id its sender takes to the grave. */
function isOrphan({ destination, jobs }: World, request: SentRequest): boolean {
  if (!isJobRequest(request) || jobs.wasKept(jobOf(request))) return false
  return destination.log.some((applied) => applied.request === request)
}
