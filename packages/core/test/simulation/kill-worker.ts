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
  await worker.ledger?.[Symbol.asyncDispose]()
  worker.rebirth()
  const { onDeath } = worker
  worker.onDeath = () => undefined
  onDeath()
}

function noteCrash({ watch, destination, goals }: World, { run }: SimWorker): void {
  if (run === undefined) return
  const open = watch.openOf(run)
  const numbers = new Set(run.requests.map(({ number }) => number))
  const isApplied = destination.log.some(
    (applied) => numbers.has(applied.request.number) && !watch.isSettled(applied),
  )
  if (isApplied) goals.hit('crash between apply and commit')
  if (run.hasRecovered && run.phase === 'recover') goals.hit('crash in recovery')
  for (const known of open) {
    const before = watch.crashesOf(known)
    if (before > 0) goals.hit('two crashes in one batch')
  }
}
