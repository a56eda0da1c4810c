import { parseJson, RevError, type OperationName, type Value } from '@revetl/sdk'
import { problemParts } from '../compiled-mapping.ts'
import type { PlanOptions } from '../engine.ts'
import { changedFieldCounts, sampleChanges, type SampledChange } from '../diff/sample-changes.ts'
import { duplicateKeys, unsentChanges } from '../diff/local-diff.ts'
import type { Sync } from '../project.ts'
import type { ChangeSample, PlanReport, RowProblem } from '../reports.ts'
import { stageModel } from '../read/stage.ts'
import { checkDbt } from './check-dbt.ts'
import { checkContract } from './contract/check-contract.ts'
import { syncWindow } from './cursor/sync-window.ts'
import { describeColumns } from './describe-model.ts'
import { diffSync, type SyncDifference } from './diff-sync.ts'
import { requestsOf, secondsAtQuota } from './estimate.ts'
import { guardPlan } from './guard.ts'
import {
  compileSync,
  operationNames,
  operationPlan,
  prepareSync,
  readRequest,
  type PreparedSync,
} from './prepare-sync.ts'
import { openRunParts } from './open-run-parts.ts'
import type { SnapshotLayout } from '../snapshot-layout.ts'
import { lastRun, restlessNotes } from './restless-notes.ts'
import { asRevError } from './as-rev-error.ts'
import type { EngineServices } from './run-scope.ts'
import { openSnapshot } from './snapshot-state.ts'
import { refuseOtherTarget } from './sync-target.ts'
import { chooseEngine } from './warehouse/choose-engine.ts'
import { planInWarehouse } from './warehouse/plan-in-warehouse.ts'

const samplesDefault = 5
const problemsMax = 20

/** What a run would do. Nothing is written but scratch data that is gone afterwards. */
export async function planSync(
  services: EngineServices,
  sync: Sync,
  options: PlanOptions,
): Promise<PlanReport> {
  const { paths, project } = services
  const signal = options.signal ?? new AbortController().signal
  await using opened = await openRunParts(services, sync, services.newId(), undefined)
  const { destination, source, database } = opened
  const redact = (text: string) => source.redact(destination.redact(text))
  const { ledger } = services
  const foldedRun = (await ledger.snapshot(sync.name))?.foldedRun
  try {
    const upstream = await checkDbt(sync.model, services.clock.now())
    const request = readRequest(project, sync)
    const columns = await describeColumns(project, sync, source, signal)
    const prepared = await prepareSync(sync, destination, columns, signal)
    await refuseOtherTarget(services, sync)
    const folder = paths.sync(sync.name)
    const snapshot = await openSnapshot({ ledger, sync: sync.name, folder })
    const variables = {
      'run.id': 'plan',
      'run.started_at': new Date(services.clock.now()).toISOString(),
      'sync.name': sync.name,
    }
    const parts = {
      prepared,
      database,
      snapshot,
      rowsPath: undefined,
      rejects: ledger.rejectIndex(sync.name),
      isFull: options.isFull === true,
      now: services.clock.now(),
    }
    const session = await chooseEngine({ services, sync, source, signal }, snapshot)
    const { changes, broken } =
      session === undefined
        ? await diffStaged({
            ...parts,
            ledger,
            source,
            request,
            columns,
            variables,
            folder,
            signal,
          })
        : await planInWarehouse({ ...parts, services, session, columns, variables })
    return await planReport(prepared, changes, {
      isFirstRun: snapshot === undefined,
      former: snapshot?.layout,
      samplesMax: options.samplesMax ?? samplesDefault,
      quotas: destination.quotas,
      notes: [
        ...upstream,
        ...broken,
        ...(await unfinishedNotes(services, sync)),
        ...(options.isFull || sync.cursor !== undefined
          ? []
          : restlessNotes(changes.difference, await lastRun(ledger, sync.name))),
      ],
    })
  } catch (error) {
    const failure = asRevError(error, signal, redact)
    // A run that ends takes the files of the older snapshot with it.
    const isOutdated = (await ledger.snapshot(sync.name))?.foldedRun !== foldedRun
    throw isOutdated && failure.code.startsWith('REV_STATE_') ? outdated(sync) : failure
  }
}

/** Stages the model locally, checks its contract and compares it there. */
async function diffStaged({
  ledger,
  source,
  request,
  columns,
  variables,
  signal,
  ...parts
}: Omit<Parameters<typeof diffSync>[0], 'stage' | 'mapping'> &
  Pick<Parameters<typeof stageModel>[0], 'source' | 'request' | 'columns' | 'signal'> & {
    readonly ledger: EngineServices['ledger']
    readonly variables: Parameters<typeof compileSync>[2]
  }): Promise<{ readonly changes: SyncDifference; readonly broken: readonly string[] }> {
  const window = await syncWindow(
    { ...parts, columns, ledger, variables, isWhole: parts.isFull, nowMs: parts.now },
    request,
  )
  const { database } = parts
  const read = { source, request: window?.request ?? request, columns, signal }
  const stage = await stageModel({ database, ...read })
  const { sync } = parts.prepared
  const broken = await checkContract({ ...sync, stage, database, nowMs: parts.now })
  const mapping = compileSync(parts.prepared, stage.columns, variables)
  const isPartial = window?.isPartial === true
  const changes = await diffSync({ ...parts, stage, mapping, isPartial })
  return { changes, broken: [...(window?.notes ?? []), ...broken] }
}

function outdated({ name }: Sync): RevError {
  return new RevError('REV_STATE_BUSY', `Failed to plan ${name}: a run of it ended meanwhile.`, {
    hint: 'Plan again: the new plan starts from what that run delivered.',
  })
}

interface ReportParts {
  readonly isFirstRun: boolean
  /** The layout of what was accepted. */
  readonly former: SnapshotLayout | undefined
  readonly samplesMax: number
  readonly quotas: Parameters<typeof secondsAtQuota>[0]
  readonly notes: readonly string[]
}

async function planReport(
  prepared: PreparedSync,
  { input, difference }: SyncDifference,
  parts: ReportParts,
): Promise<PlanReport> {
  const { sync } = prepared
  const operations = operationCounts(prepared, difference.counts)
  const plans = new Map(
    operationNames(prepared.operations).map((name) => [name, operationPlan(prepared, name)]),
  )
  const requestsMin = requestsOf(operations, plans)
  const records = Object.values(operations).reduce((sum, count) => sum + count, 0)
  const samples = await sampleChanges(input, parts.samplesMax)
  return {
    sync: sync.name,
    mode: sync.mode,
    object: sync.object,
    destination: sync.destination.name,
    hash: difference.hash,
    rowsRead: difference.rowsRead,
    unchanged: difference.unchanged,
    changes: difference.counts,
    operations,
    changedFields: await changedFieldCounts(input),
    problems: await rowProblems(input),
    problemCount: Object.values(difference.unsentCounts).reduce((sum, count) => sum + count, 0),
    samples: samples.map((sample) => changeSample(prepared, sample)),
    requestsMin,
    secondsAtQuota: secondsAtQuota(parts.quotas, { requests: requestsMin, records }),
    guard: guardPlan(sync.mode, sync.guard, difference),
    isFirstRun: parts.isFirstRun,
    notes: [...parts.notes, ...mappingNotes(input.layout, parts.former)],
  }
}

function operationCounts(
  { operations }: PreparedSync,
  counts: PlanReport['changes'],
): Partial<Record<OperationName, number>> {
  const sums: Partial<Record<OperationName, number>> = {}
  for (const kind of ['added', 'changed', 'removed'] as const) {
    const name = operations[kind]
    if (name !== undefined && counts[kind] > 0) sums[name] = (sums[name] ?? 0) + counts[kind]
  }
  return sums
}

function changeSample(prepared: PreparedSync, sample: SampledChange): ChangeSample {
  return {
    key: parseJson(sample.key) as readonly Value[],
    kind: sample.kind,
    operation: prepared.operations[sample.kind] ?? 'upsert',
    fields: sample.fields.flatMap(({ name, before, after }) => {
      const isSent = after !== undefined
      if (!isSent && before === undefined) return []
      return [{ name, before: valueOf(before), after: valueOf(after), isSent }]
    }),
  }
}

function valueOf(text: string | undefined): Value | undefined {
  return text === undefined ? undefined : parseJson(text)
}

async function rowProblems(input: SyncDifference['input']): Promise<readonly RowProblem[]> {
  const problems: RowProblem[] = []
  for await (const page of unsentChanges(input)) {
    for (const { key, code, message, state } of page) {
      if (problems.length >= problemsMax) break
      const found = code === null ? problemParts(message) : { code, message }
      problems.push({
        key: parseJson(key) as readonly Value[],
        code: found.code,
        message: state === 'problem' ? found.message : `${state} earlier: ${found.message}`,
        rows: 1,
      })
    }
  }
  const twins = await duplicateKeys(input, problemsMax)
  const copies = new Map(twins.map(({ key, copies: count }) => [key, count]))
  return problems.map((problem) => ({
    ...problem,
    rows: copies.get(JSON.stringify(problem.key)) ?? problem.rows,
  }))
}

/** What an edited mapping means for the plan, by the written rule. */
function mappingNotes(
  layout: SnapshotLayout,
  former: SnapshotLayout | undefined,
): readonly string[] {
  if (former === undefined) return []
  const names = (list: typeof layout) => new Set(list.fields.map(({ name }) => name))
  const [now, before] = [names(layout), names(former)]
  const added = [...now].filter((name) => !before.has(name))
  const dropped = [...before].filter((name) => !now.has(name))
  const notes: string[] = []
  if (former.track !== layout.track) {
    notes.push(
      `track changed from ${former.track} to ${layout.track}: every record counts as changed`,
    )
  } else if (added.length > 0 && layout.track === 'row') {
    notes.push(
      `newly mapped: ${added.join(', ')}; track: row knows no single fields, so every record is sent again`,
    )
  } else if (added.length > 0)
    notes.push(`newly mapped and sent for every record: ${added.join(', ')}`)
  if (dropped.length > 0 && layout.track !== 'row') {
    notes.push(`no longer mapped and left alone at the destination: ${dropped.join(', ')}`)
  }
  return notes
}

async function unfinishedNotes({ ledger }: EngineServices, sync: Sync): Promise<readonly string[]> {
  const left = await ledger.unfinishedRuns(sync.name)
  if (left.length === 0) return []
  return [
    'an earlier run did not end; the next run first takes over what it delivered, so its plan can be smaller',
  ]
}
