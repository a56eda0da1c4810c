import type { CompiledMapping } from '../../compiled-mapping.ts'
import type { RestOfModel } from '../../diff/diff-input.ts'
import { candidatesSql, type WarehouseStage } from '../../diff/warehouse/stage-sql.ts'
import { stageCandidates, type Candidates } from '../../read/stage-candidates.ts'
import { stagedColumns } from '../../read/stage.ts'
import { isSameLayout } from '../../state/segments/fold-run.ts'
import { checkStagedContract } from '../contract/check-staged-contract.ts'
import { diffSync, layoutOf, rulesOf, type SyncDifference } from '../diff-sync.ts'
import { explainFilterFailure } from '../explain-filter.ts'
import { compileSyncFilter } from '../filter-model.ts'
import { compileSync } from '../prepare-sync.ts'
import type { CompareOptions } from './compare-options.ts'
import { createRestKeys, meetRest, meetSameKeys } from './meet-rest.ts'
import type { FilteredRows } from './remember-filtered.ts'
import { refuseLongTexts } from './refuse-long-texts.ts'
import { countStage, saltOf, stageInWarehouse, usedColumns } from './stage-in-warehouse.ts'

/** A difference with what the fold of it needs. */
export interface WarehouseComparison {
  readonly changes: SyncDifference
  readonly mapping: CompiledMapping
  readonly stage: WarehouseStage
  /** What of the model's contract does not hold and only warns. */
  readonly broken: readonly string[]
  /** Which rows do not meet the filter; undefined where there is none. */
  readonly filtered: FilteredRows | undefined
}

/** Compares a model with what was delivered: the warehouse finds the rows that can differ, the local engine decides. */
export async function compareInWarehouse(options: CompareOptions): Promise<WarehouseComparison> {
  const { session, prepared, database, snapshot, isFull } = options
  const { sync } = prepared
  const form = session.stagedForm
  const filter = await compileSyncFilter(sync, stagedColumns(options.columns, form), database)
  const used = usedColumns(prepared, options.columns, filter)
  const columns = stagedColumns(used, form)
  const mapping = compileSync(prepared, columns, options.variables)
  const layout = layoutOf(prepared, columns, mapping, snapshot?.layout)
  const rules = rulesOf(prepared, isFull)
  const salt = await saltOf(options, { mapping, filter, layout, used })
  const { isReplace } = rules
  const stage = await stageInWarehouse(options, { layout, used, filter, salt, isReplace })
  const found = await countStage(session, sync, stage, snapshot)
  const broken = await checkStagedContract(options, stage)
  const { former, isWhole } = stage
  const isEmpty = former.segments.length === 0
  const isOther = !isSameLayout(former.layout, layout)
  const withGone = rules.onRemoved !== undefined || rules.isReplace || isOther
  const hasWork = isEmpty || isFull || found.candidates > 0 || found.gone > 0
  const select = candidatesSql(stage, withGone)
  const candidates = await stageCandidates({
    database,
    read: await session.read(hasWork ? select : `SELECT * FROM (${select}) z WHERE 1 = 0`),
    columns: stage.model.columns,
    form,
    condition: filter?.sql,
    explain: async (error, rows) =>
      filter === undefined
        ? error
        : explainFilterFailure(error, { sync, filter, rows, columns, database }),
    former: isEmpty ? undefined : former.layout,
    hasDuplicates: found.hasDuplicates,
    signal: session.signal,
    ...(options.onRows === undefined ? {} : { onRows: options.onRows }),
  })
  const rest: RestOfModel = {
    rows: isWhole && hasWork ? 0 : found.same,
    meet: () => meetRest(options, { stage, layout, mapping, withGone, ...found }),
  }
  await createRestKeys(database, layout)
  await meetSameKeys(options, stage, { layout, ...found })
  const changes = await compareCandidates(options, { candidates, mapping, rest })
  const { dialect } = session.scratch
  await refuseLongTexts(sync, { database, layout: changes.input.layout, dialect })
  const { filtered: prints } = candidates
  const filtered =
    filter === undefined || prints === undefined
      ? undefined
      : { prints, asksClock: filter.asksClock }
  return { changes, mapping, stage, broken, filtered }
}

function compareCandidates(
  { prepared, database, snapshot, rowsPath, rejects, isFull, now }: CompareOptions,
  parts: {
    readonly candidates: Candidates
    readonly mapping: CompiledMapping
    readonly rest: RestOfModel
  },
): Promise<SyncDifference> {
  const { candidates, mapping, rest } = parts
  return diffSync({
    prepared,
    database,
    stage: candidates.stage,
    mapping,
    folder: '',
    snapshot,
    rowsPath,
    rejects,
    isFull,
    now,
    elsewhere: { accepted: candidates.accepted, rest },
  })
}
