import { RevError } from '@revetl/sdk'
import { changesTable, deliveredView } from '../../plan-rows.ts'
import type { Sync } from '../../project.ts'
import type { ReadBackReport, ReadBackRule } from '../../read-back-report.ts'
import type { PlanDescription } from '../plan-file.ts'
import type { PreparedSync } from '../prepare-sync.ts'
import type { RunScope } from '../run-scope.ts'
import { asRevError } from '../as-rev-error.ts'
import { driftError } from './drift-error.ts'
import { readBackReport } from './read-back-report.ts'
import { readBackSample } from './read-back-sample.ts'
import { readableSync, type ReadableSync } from './readable-sync.ts'
import { chooseSample } from './sample-table.ts'

/** What reading back came to. Whatever it is, what was accepted stays accepted. */
export interface ReadBackVerdict {
  readonly readBack: ReadBackReport | undefined
  readonly notes: readonly string[]
  /** Why the run is not a success, where the sync sets a bound. */
  readonly error: RevError | undefined
}

/** Reads back what was chosen. Never throws. */
export type ReadBackLater = () => Promise<ReadBackVerdict>

/** Where there is nothing to read back. */
export const nothingReadBack: ReadBackLater = async () => ({
  readBack: undefined,
  notes: [],
  error: undefined,
})

/**
 * Chooses some of what the destination accepted in a run while its plan is still open; the view of the delivered
 * positions is made. Never throws.
 */
export async function prepareReadBack(
  scope: RunScope,
  prepared: PreparedSync,
  plan: Pick<PlanDescription, 'sql' | 'fields'>,
): Promise<ReadBackLater> {
  const { sync, database, services } = scope
  const { verify } = sync
  if (verify === undefined) return nothingReadBack
  const deliveredAtMs = services.clock.monotonicMs()
  try {
    const readable = readableSync(prepared, plan.fields)
    const [[delivered = 0] = []] = await database.rows(`SELECT count(*) FROM (${sentSql(plan)})`)
    const chosen = await chooseSample(database, sentSql(plan), verify.sampleMax)
    if (chosen === 0) return nothingReadBack
    const parts = { readable, deliveredAtMs, delivered: Number(delivered) }
    return () =>
      readBackChosen(scope, verify, parts).catch((error: unknown) => failed(scope, verify, error))
  } catch (error) {
    return async () => failed(scope, verify, error)
  }
}

/** SELECT of what was sent of each record that the destination accepted and still has. */
function sentSql({ sql }: Pick<PlanDescription, 'sql'>): string {
  return `SELECT fp, key_text, concat(${sql.record}) AS record FROM ${changesTable}
    WHERE seq IN (SELECT seq FROM ${deliveredView}) AND kind <> 'removed' AND NOT is_accepted`
}

async function readBackChosen(
  scope: RunScope,
  rule: ReadBackRule,
  {
    readable,
    deliveredAtMs,
    delivered,
  }: {
    readonly readable: ReadableSync
    readonly deliveredAtMs: number
    readonly delivered: number
  },
): Promise<ReadBackVerdict> {
  const { services, sync, database, destination, info, signal } = scope
  scope.progress('read-back')
  const passedMs = services.clock.monotonicMs() - deliveredAtMs
  const waitMs = readable.visibleAfterMs - passedMs
  if (waitMs > sync.patienceMs) throw shownTooLate(sync, readable.visibleAfterMs)
  if (waitMs > 0) await services.clock.sleep(waitMs, signal)
  const counts = await readBackSample({ database, destination, run: info, signal }, readable)
  const sample = { delivered, unknown: 0, recent: 0, changed: 0 }
  const readBack = readBackReport(readable, sample, counts, [])
  return { readBack, notes: [], error: driftError(sync, rule, readBack) }
}

/** That it could not be read back is noted; where the sync sets a bound, nobody knows whether it holds. */
function failed(
  { services, sync, source, destination, signal }: RunScope,
  { driftPercentMax }: ReadBackRule,
  cause: unknown,
): ReadBackVerdict {
  const error = asRevError(cause, signal, (text) => source.redact(destination.redact(text)))
  const reason = error.message
  services.log.warn('What was delivered was not read back', { sync: sync.name, reason })
  return {
    readBack: undefined,
    notes: [`what was delivered was not read back: ${reason}`],
    error: driftPercentMax === undefined ? undefined : error,
  }
}

function shownTooLate(sync: Sync, visibleAfterMs: number): RevError {
  return new RevError(
    'REV_CONFIG_MODE',
    `Failed to read back ${sync.name}: the destination can take ${visibleAfterMs / 1000} s to show what it took, which is longer than \`patience\`.`,
    { place: sync.placeOf('verify'), hint: `Verify later: rev verify ${sync.name}` },
  )
}
