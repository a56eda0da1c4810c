import type { Lease } from '../../../src/ledger.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

const runWrites: ReadonlySet<string> = new Set([
  'startRun',
  'sealPlan',
  'record',
  'recordRejects',
  'setSessionState',
  'forgetBatches',
  'fold',
  'discard',
  'endRun',
  'endDeadRuns',
  'clearRejects',
])

/** INV-3. */
export const ackMonotonic: Invariant = {
  id: 'INV-3',
  name: 'ack monotonic',
  sentence:
    'The run by which a record was last accepted never goes back, and neither does the last run of the snapshot.',
  onRunEnd: (world, { before, after }) => {
    if (after.foldedRun < before.foldedRun) {
      world.violate('INV-3', `the snapshot went from run ${before.foldedRun} to ${after.foldedRun}`)
    }
    for (const [key, row] of after.rows) {
      const former = before.rows.get(key)
      if (former !== undefined && row.run < former.run) {
        world.violate('INV-3', `record ${key} went from run ${former.run} back to ${row.run}`)
      }
    }
  },
}

/** INV-13. */
export const mutualExclusion: Invariant = {
  id: 'INV-13',
  name: 'mutual exclusion',
  sentence:
    'Only the newest epoch of a lease commits anything, and a worker that was fenced off sends nothing that was not on its way.',
  onLedger: (world, { worker, name, args }) => {
    noteLease(world, worker.name, name, args)
    if (!runWrites.has(name)) return
    const lease = args[0] as Lease
    if (!world.watch.isCurrent(lease)) {
      world.violate('INV-13', `${worker.name} committed ${name} under the old epoch ${lease.epoch}`)
    }
  },
  onSent: (world, request) => {
    const run = world.runOf(request)
    if (run?.hasLostLease !== true || request.rows.length === 0) return
    world.violate(
      'INV-13',
      `${run.worker} sent request ${request.number} although it knows that its lease is lost`,
    )
  },
}

/** How long a holder has to be silent before its lease may be taken. */
const leaseMs = 30_000

/** A lease is taken only where nobody has it, or from whoever was silent for as long as a lease lives. */
function noteLease(world: World, worker: string, call: string, args: readonly unknown[]): void {
  const sync = call === 'acquireLease' ? args[0] : (args[0] as Partial<Lease> | undefined)?.sync
  if (sync !== world.syncName) return
  const nowMs = world.scheduler.nowMs
  const { lastRenewal } = world
  if (call === 'releaseLease') {
    if (lastRenewal?.worker === worker) world.lastRenewal = undefined
  } else if (call === 'renewLease') world.lastRenewal = { worker, atMs: nowMs }
  else if (call === 'acquireLease') {
    if (lastRenewal !== undefined && nowMs - lastRenewal.atMs < leaseMs) {
      world.violate(
        'INV-13',
        `${worker} took the lease that ${lastRenewal.worker} had renewed ${nowMs - lastRenewal.atMs} ms before`,
      )
    }
    world.lastRenewal = { worker, atMs: nowMs }
  }
}
