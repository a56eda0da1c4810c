import type { VerifyOptions } from '../../engine.ts'
import type { Sync } from '../../project.ts'
import type { ReadBackReport } from '../../read-back-report.ts'
import type { RunProgress } from '../../reports.ts'
import { isInWarehouse } from '../../scratch-tables.ts'
import { inLayout, snapshotSelect, type Snapshot } from '../../snapshot.ts'
import { describeColumns } from '../describe-model.ts'
import { openRunParts, type OpenRunParts } from '../open-run-parts.ts'
import { batchFields, compileSync, prepareSync, variablesOf } from '../prepare-sync.ts'
import { asRevError } from '../as-rev-error.ts'
import type { EngineServices } from '../run-scope.ts'
import { openSnapshot } from '../snapshot-state.ts'
import { refuseOtherTarget } from '../sync-target.ts'
import { openScratch, snapshotSchema } from '../warehouse/choose-engine.ts'
import { loadAccepted } from '../warehouse/fold-warehouse.ts'
import { presentValues, type PresentValues } from './present-values.ts'
import { readBackReport } from './read-back-report.ts'
import { readBackSample } from './read-back-sample.ts'
import { readableSync, type ReadableSync } from './readable-sync.ts'
import { recentRuns } from './recent-runs.ts'
import { sampleSnapshot, type Sample } from './sample-snapshot.ts'
import { refuseOutdated, refuseUnsettled } from './settled-snapshot.ts'

const sampleDefault = 100

interface VerifyParts extends OpenRunParts {
  readonly services: EngineServices
  readonly sync: Sync
  readonly options: VerifyOptions
  readonly signal: AbortSignal
}

/** Reads a sample of what a sync delivered back and compares it. Writes nothing, here or there. */
export async function verifySync(
  services: EngineServices,
  sync: Sync,
  options: VerifyOptions,
): Promise<ReadBackReport> {
  const signal = options.signal ?? new AbortController().signal
  const id = services.newId()
  await using opened = await openRunParts(services, sync, id, sync.patienceMs)
  const { destination, source, database } = opened
  const redact = (text: string) => source.redact(destination.redact(text))
  const onAbort = () => database.interrupt()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    return await verify({ ...opened, services, sync, options, signal }, id)
  } catch (error) {
    throw asRevError(error, signal, redact)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function verify(parts: VerifyParts, id: string): Promise<ReadBackReport> {
  const { services, sync, source, destination, database, signal } = parts
  const { ledger, paths, clock, project } = services
  const run = { id, sync: sync.name, startedAt: new Date(clock.now()).toISOString() }
  progress(parts, 'read')
  await refuseUnsettled(services, sync)
  await refuseOtherTarget(services, sync)
  const columns = await describeColumns(project, sync, source, signal)
  const prepared = await prepareSync(sync, destination, columns, signal)
  const mapping = compileSync(prepared, columns, variablesOf(sync, run))
  const readable = readableSync(prepared, batchFields(mapping))
  const snapshot = await openSnapshot({ ledger, sync: sync.name, folder: paths.sync(sync.name) })
  if (snapshot === undefined || snapshot.segments.length === 0) {
    return readBackReport(readable, nothing, emptyCounts, ['nothing was delivered yet'])
  }
  const keepsValues = snapshot.layout.track === 'values'
  const present = keepsValues
    ? undefined
    : await presentValues({ services, prepared, columns, source, database, snapshot, signal })
  const sample = await sampleOf(parts, readable, { snapshot, present })
  progress(parts, 'read-back')
  const counts = await readBackSample({ database, destination, run, signal }, readable)
  await refuseOutdated(services, sync, snapshot)
  return readBackReport(readable, sample, counts, [])
}

function progress({ sync, options }: VerifyParts, phase: RunProgress['phase']): void {
  const counts = { planned: 0, done: 0, rejected: 0, perSecond: 0, secondsLeft: undefined }
  options.onProgress?.({ sync: sync.name, phase, ...counts })
}

async function sampleOf(
  parts: VerifyParts,
  { visibleAfterMs }: ReadableSync,
  {
    snapshot,
    present,
  }: { readonly snapshot: Snapshot; readonly present: PresentValues | undefined },
): Promise<Sample> {
  const { services, sync, database, options } = parts
  const accepted = await acceptedSelect(parts, snapshot)
  const layout = present?.layout ?? snapshot.layout
  try {
    return await sampleSnapshot({
      database,
      layout,
      accepted: present === undefined ? accepted : inLayout(accepted, layout, snapshot.layout),
      recentRuns: await recentRuns(services, sync, visibleAfterMs),
      sampleMax: options.sampleMax ?? sync.verify?.sampleMax ?? sampleDefault,
      ...(present === undefined ? {} : { valuesOf: present.rowsOf }),
    })
  } catch (error) {
    throw present === undefined ? error : await present.explain(error)
  }
}

/** SELECT of all that was accepted, in its own layout. */
async function acceptedSelect(
  { services, sync, source, database, signal }: VerifyParts,
  snapshot: Snapshot,
): Promise<string> {
  if (isInWarehouse(snapshot) !== true) {
    return snapshotSelect(services.paths.sync(sync.name), snapshot, snapshot.layout)
  }
  const schema = snapshotSchema(snapshot) ?? ''
  const session = await openScratch({ services, sync, source, signal }, schema)
  return loadAccepted({ database, signal }, session, snapshot)
}

const nothing: Sample = { delivered: 0, unknown: 0, recent: 0, changed: 0 }
const emptyCounts = {
  checked: 0,
  equal: 0,
  differing: 0,
  missing: 0,
  unmatched: 0,
  fields: [],
  fieldsCompared: [],
  fieldsAbsent: [],
  missingKeys: [],
}
