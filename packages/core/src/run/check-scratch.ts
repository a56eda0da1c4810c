import { isRevError, RevError } from '@revetl/sdk'
import type { OpenSource } from '../open-connections.ts'
import type { Sync } from '../project.ts'
import type { CheckFinding, ScratchReport } from '../reports.ts'
import { isInWarehouse } from '../scratch-tables.ts'
import { openLog } from './run-log/open-log.ts'
import type { EngineServices } from './run-scope.ts'
import { snapshotSchema } from './warehouse/choose-engine.ts'

interface ScratchChecked {
  readonly scratch: ScratchReport
  /** Why it cannot be written. */
  readonly problem: Pick<CheckFinding, 'severity' | 'error'> | undefined
}

/**
 * Tries what a run of a sync would do to the database of its source besides reading: the schema is made where it is not
 * there, and so are the tables of a run log. @returns undefined for a sync that only reads
 */
export async function checkScratch(
  services: EngineServices,
  sync: Sync,
  source: OpenSource,
  signal: AbortSignal,
): Promise<ScratchChecked | undefined> {
  return (
    (await checkDiff(services, sync, source, signal)) ?? checkLog(services, sync, source, signal)
  )
}

/** @returns undefined where it is left to the log to tell */
async function checkDiff(
  { ledger }: EngineServices,
  sync: Sync,
  { pushdown }: OpenSource,
  signal: AbortSignal,
): Promise<ScratchChecked | undefined> {
  if (sync.diff === undefined || pushdown === undefined) return undefined
  const snapshot = await ledger.snapshot(sync.name)
  const schema = snapshotSchema(snapshot) ?? sync.diff.schema
  try {
    await pushdown.prepare(schema, signal)
    return sync.runLog === undefined ? usable(schema) : undefined
  } catch (error) {
    const goesOn = sync.diff.fallsBack && isInWarehouse(snapshot) !== true
    return unusable(schema, { error, sync, option: 'diff', severity: goesOn ? 'warning' : 'error' })
  }
}

/** A run is as good without its log, so what is wrong with it is a warning. */
async function checkLog(
  services: EngineServices,
  sync: Sync,
  source: OpenSource,
  signal: AbortSignal,
): Promise<ScratchChecked | undefined> {
  if (sync.runLog === undefined || source.pushdown === undefined) return undefined
  const { schema } = sync.runLog
  try {
    const log = await openLog({ services, sync, source, signal }, schema)
    await log.prepare()
    return usable(schema)
  } catch (error) {
    return unusable(schema, { error, sync, option: 'run_log', severity: 'warning' })
  }
}

function usable(schema: string): ScratchChecked {
  return { scratch: { schema, isWritable: true }, problem: undefined }
}

function unusable(
  schema: string,
  {
    error,
    sync,
    option,
    severity,
  }: Pick<CheckFinding, 'severity'> & {
    readonly error: unknown
    readonly sync: Sync
    readonly option: 'diff' | 'run_log'
  },
): ScratchChecked {
  if (!isRevError(error)) throw error
  const { code, message, hint, cause } = error
  // What is asked for stands in the sync; the connection itself is as it should be.
  const place = sync.placeOf(option)
  const placed = new RevError(code, message, {
    place,
    cause,
    ...(hint === undefined ? {} : { hint }),
  })
  return { scratch: { schema, isWritable: false }, problem: { severity, error: placed } }
}
