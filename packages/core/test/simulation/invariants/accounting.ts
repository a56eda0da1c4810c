import { selectedRows } from '../oracle.ts'
import type { RunRecord } from '../run-record.ts'
import type { World } from '../world.ts'
import { isDelivered } from './no-silent-loss.ts'
import type { Invariant } from './invariant.ts'

/** INV-8. */
export const accounting: Invariant = {
  id: 'INV-8',
  name: 'accounting',
  sentence:
    'Rows read are unchanged or planned, what was planned is the sum of the outcomes, and what counts as ok the ledger settled and the destination took.',
  onRunEnd: (world, run) => {
    const { report, readVersion, sync, after } = run
    if (after.records !== after.rows.size) {
      world.violate(
        'INV-8',
        `the snapshot says ${after.records} records and has ${after.rows.size}`,
      )
    }
    if (report?.planHash === undefined || readVersion === undefined) return
    const { rowsRead, unchanged, planned, changes, outcomes } = report
    const expected = selectedRows(world, readVersion, sync).length
    const broken = (message: string) => world.violate('INV-8', `run ${run.action.id}: ${message}`)
    if (rowsRead !== expected) broken(`${rowsRead} rows were read, of ${expected}`)
    const { ok, rejected, skipped, pending, held, guarded } = outcomes
    if (planned !== ok + rejected + skipped + pending + held + guarded) {
      broken(`${planned} planned, and the outcomes are ${JSON.stringify(outcomes)}`)
    }
    const removed = planned - (rowsRead - unchanged)
    if (removed < changes.removed) {
      broken(
        `${rowsRead} read, ${unchanged} unchanged, ${planned} planned, ${changes.removed} removed`,
      )
    }
    const settled = run.number === undefined ? 0 : world.watch.deliveredCount(run.number)
    if (world.story.config.mode !== 'replace' && !run.hadStoreFailure && ok !== settled) {
      broken(`${ok} records count as ok, and the ledger settled ${settled}`)
    }
    if (Object.values(outcomes).some((count) => count < 0)) broken('a count is negative')
  },
}

/** INV-21. */
export const statusHonesty: Invariant = {
  id: 'INV-21',
  name: 'status honesty',
  sentence:
    'A run is a success exactly when its read was complete, nothing is left over, and the destination has every record.',
  onRunEnd: (world, run) => {
    const { report } = run
    if (report === undefined) return
    const { rejected, held, pending, guarded } = report.outcomes
    const isClean =
      rejected + held + pending + guarded === 0 &&
      run.readVersion !== undefined &&
      report.error === undefined &&
      !run.wasCancelled
    const broken = (message: string) => world.violate('INV-21', `run ${run.action.id}: ${message}`)
    if (report.status === 'success' && !isClean) broken('it is no success')
    if (report.status !== 'success' && isClean) broken(`it is a success and says ${report.status}`)
    if (report.status === 'success') checkDelivered(world, run, broken)
  },
}

function checkDelivered(world: World, run: RunRecord, broken: (message: string) => void): void {
  const { readVersion = 0, sync } = run
  for (const row of selectedRows(world, readVersion, sync)) {
    const { key } = row
    // What an operator took out, and what there was nothing to update of, is listed.
    if (key === null || world.operatorKeys.has(key) || world.rejects.has(key)) continue
    if (!isDelivered(world, key, row, sync)) broken(`record ${key} is not at the destination`)
  }
}
