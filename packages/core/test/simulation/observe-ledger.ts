import type { Lease, NewRun, UnfinishedRun } from '../../src/ledger.ts'
import type { LedgerCall } from './ledger-call.ts'
import type { LedgerWatch } from './ledger-watch.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** Notes what a call of the ledger tells of a run. */
export async function observe(
  world: World,
  worker: SimWorker,
  { name, args, result }: LedgerCall,
): Promise<void> {
  const { watch } = world
  const { run } = worker
  if (run === undefined) return
  switch (name) {
    case 'acquireLease': {
      const lease = result as Lease
      noteTakeover(world, lease)
      watch.epochs.set(lease.sync, lease.epoch)
      if (lease.sync === world.syncName) run.lease = lease
      return
    }
    case 'startRun':
      run.id = (args[1] as NewRun).id
      run.number = result as number
      // Only who has the lease sees what nobody else changes.
      run.before = await world.inspect()
      run.rejectsBefore = await world.readRejects()
      return
    case 'record':
      watch.record(run, args[1] as number, args[2] as Parameters<LedgerWatch['record']>[2])
      return
    case 'forgetBatches':
      watch.forget(args[1] as number)
      return
    case 'unfinishedRuns':
      noteRecovery(world, worker, result as readonly UnfinishedRun[])
      return
    default:
      return
  }
}

/** Somebody else took the lease of a run that still has requests on their way. */
function noteTakeover(world: World, { sync }: Lease): void {
  const holder = world.runs.findLast((run) => run.end === 'running' && run.lease?.sync === sync)
  if (holder === undefined) return
  const isWaiting = holder.requests.some((one) => one.sentMs !== undefined && !one.isAnswered)
  if (isWaiting) world.goals.hit('lease lost with bytes in flight')
}

function noteRecovery(world: World, { run }: SimWorker, left: readonly UnfinishedRun[]): void {
  if (run === undefined || run.phase !== 'recover') return
  const before = left.filter((one) => one.run !== run.number)
  if (before.length === 0) return
  run.hasRecovered = true
  const { keyLifetimeMs, kind } = world.story.config
  if (kind !== 'append-key') return
  const isLate = before.some(({ runId, openIntents }) => {
    const start = world.runs.find(({ id }) => id === runId)
    const sentMs = start?.requests[0]?.dispatchedMs
    return (
      openIntents.length > 0 &&
      sentMs !== undefined &&
      world.scheduler.nowMs - sentMs >= keyLifetimeMs
    )
  })
  if (isLate) world.goals.hit('idempotency key expired before retry')
}
