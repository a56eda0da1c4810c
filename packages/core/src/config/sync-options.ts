import type { ReadBackRule } from '../read-back-report.ts'
import type { Cursor, Guard, RunLog, Sync, WarehouseDiff } from '../project.ts'
import type { ProjectFile } from './schema/project-file.ts'
import { durationMs } from './schema/durations.ts'
import type { SyncFile } from './schema/sync-file.ts'

/** The options of a sync that rev.yaml may give defaults for. */
export type DeliveryOptions = Pick<
  Sync,
  | 'track'
  | 'diff'
  | 'runLog'
  | 'verify'
  | 'firstRun'
  | 'duplicateKeys'
  | 'onAmbiguous'
  | 'nulls'
  | 'guard'
  | 'inFlightMax'
  | 'batchRecordsMax'
  | 'patienceMs'
>

type Defaults = NonNullable<ProjectFile['defaults']>

/** The options of a sync: its own, else those of rev.yaml, else rev's. */
export function deliveryOptionsOf(own: SyncFile, defaults: Defaults = {}): DeliveryOptions {
  const diff = warehouseDiffOf(own, defaults)
  const runLog = runLogOf(own, defaults)
  const verify = verifyOf(own, defaults)
  return {
    ...(diff === undefined ? {} : { diff }),
    ...(runLog === undefined ? {} : { runLog }),
    ...(verify === undefined ? {} : { verify }),
    track: own.track ?? defaults.track ?? 'values',
    firstRun: own.first_run ?? defaults.first_run ?? 'send',
    duplicateKeys: own.duplicate_keys ?? defaults.duplicate_keys ?? 'fail',
    onAmbiguous: own.on_ambiguous ?? defaults.on_ambiguous,
    nulls: own.nulls ?? defaults.nulls ?? 'send',
    guard: guardOf({ ...defaults.guard, ...own.guard }),
    inFlightMax: own.in_flight ?? defaults.in_flight,
    batchRecordsMax: own.batch ?? defaults.batch,
    patienceMs: durationMs(own.patience ?? defaults.patience ?? '10m'),
  }
}

/** The cursor of a sync as its file has it. */
export function cursorOf({ column, lag }: NonNullable<SyncFile['cursor']>): Cursor {
  return { column, lag: typeof lag === 'number' ? { steps: lag } : { ms: durationMs(lag) } }
}

function warehouseDiffOf(own: SyncFile, defaults: Defaults): WarehouseDiff | undefined {
  if ((own.diff ?? defaults.diff) !== 'warehouse') return undefined
  return {
    schema: scratchSchemaOf(own, defaults),
    fallsBack: (own.diff_fallback ?? defaults.diff_fallback) === 'local',
  }
}

function runLogOf(own: SyncFile, defaults: Defaults): RunLog | undefined {
  const options = own.run_log ?? defaults.run_log ?? false
  if (options === false) return undefined
  return { schema: scratchSchemaOf(own, defaults), keepMs: durationMs(options.keep ?? '90d') }
}

function verifyOf(own: SyncFile, defaults: Defaults): ReadBackRule | undefined {
  const options = own.verify ?? defaults.verify ?? false
  if (options === false) return undefined
  return { sampleMax: options.sample ?? 100, driftPercentMax: options.drift_percent }
}

function scratchSchemaOf(own: SyncFile, defaults: Defaults): string {
  return own.scratch_schema ?? defaults.scratch_schema ?? '_rev'
}

function guardOf(guard: NonNullable<SyncFile['guard']>): Guard {
  return {
    removalsPercentMax: guard.removals_percent ?? 10,
    removalsMin: guard.removals_min ?? 100,
    rejectsPercentMax: guard.rejects_percent ?? 50,
    rejectsMin: guard.rejects_min ?? 100,
  }
}
