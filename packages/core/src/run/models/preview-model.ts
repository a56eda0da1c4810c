import { parseJson, type Value } from '@revetl/sdk'
import type { LocalDatabase } from '../../local-database.ts'
import { compileMapping } from '../../map/compile-mapping.ts'
import type { ModelPreview } from '../../model-reports.ts'
import { stageModel, type Stage } from '../../read/stage.ts'
import { readRequest } from '../prepare-sync.ts'
import type { EngineServices } from '../run-scope.ts'
import type { OpenModel } from './open-model.ts'

/** The first rows of a model, every digit kept. */
export async function previewModel(
  services: EngineServices,
  { model, source, columns, signal }: OpenModel,
  rowsMax: number,
): Promise<ModelPreview> {
  await using database = await openScratch(services)
  const request = { ...readRequest(services.project, { model }), rowsMax }
  const stage = await stageModel({ database, source, request, columns, signal })
  const texts = await database.rows(
    `SELECT ${jsonColumns(stage)} FROM (${stage.select}) LIMIT ${rowsMax}`,
  )
  const rows = texts.map((row) => row.map((text): Value => parseJson(String(text))))
  return { model: model.name, columns: stage.columns, rows }
}

/** A local engine of its own, gone afterwards. */
export async function openScratch({
  openDatabase,
  paths,
  newId,
  project,
}: EngineServices): Promise<LocalDatabase> {
  return openDatabase({
    statePath: project.statePath,
    spillPath: paths.spill(newId()),
    memoryMax: project.memoryMax,
  })
}

/** Each column as SQL of its JSON text; a number that JSON cannot carry is null. */
function jsonColumns({ columns }: Stage): string {
  const place = { file: '', line: 1, column: 1 }
  const fields = columns.map(({ name }) => ({
    field: name,
    expression: { kind: 'column', column: name, place } as const,
    write: 'always' as const,
    nulls: 'send' as const,
    place,
  }))
  const variables = { 'run.id': '', 'run.started_at': '', 'sync.name': '' }
  const compiled = compileMapping(fields, columns, variables).fields
  return compiled
    .map(({ json, problem }) =>
      problem === undefined ? json : `CASE WHEN ${problem} IS NULL THEN ${json} ELSE 'null' END`,
    )
    .join(', ')
}
