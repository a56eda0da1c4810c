import type { Column } from '@revetl/sdk'
import type { ModelColumn, ModelDbtReport, ModelReport } from '../../model-reports.ts'
import type { DbtModel, Model } from '../../model.ts'
import type { Project } from '../../project.ts'

/** What a model is, with the columns that its source describes. */
export async function showModel(
  project: Project,
  model: Model,
  columns: readonly Column[],
): Promise<ModelReport> {
  const { name, source, place, description, key, query, dbt } = model
  return {
    name,
    source: source.name,
    place,
    description,
    key,
    sql: query.kind === 'sql' ? query.sql : undefined,
    table: query.kind === 'table' ? query.table : undefined,
    files: query.kind === 'files' ? query.paths : undefined,
    columns: columns.map((column) => describedColumn(column, model)),
    usedBy: [...project.syncs.values()]
      .filter((sync) => sync.model.name === name)
      .map((sync) => ({
        sync: sync.name,
        destination: sync.destination.name,
        object: sync.object,
        mode: sync.mode,
        key: sync.key,
      })),
    refersTo: model.refs ?? [],
    referredBy: [...project.models.values()]
      .filter(({ refs }) => refs?.includes(name))
      .map((other) => other.name),
    dbt: dbt && (await dbtReport(dbt)),
  }
}

function describedColumn(column: Column, { key, dbt }: Model): ModelColumn {
  const name = column.name.toLowerCase()
  const described = dbt?.columns.find((one) => one.name.toLowerCase() === name)
  return {
    ...column,
    isKey: key?.some((one) => one.toLowerCase() === name) === true,
    description: described?.description,
  }
}

async function dbtReport({
  id,
  relation,
  tests,
  readRunResults,
}: DbtModel): Promise<ModelDbtReport> {
  const run = await readRunResults()
  return {
    id,
    relation,
    ranAt: run && new Date(run.generatedAtMs).toISOString(),
    tests: tests.map((test) => ({ name: test.name, status: run?.results.get(test.id)?.status })),
  }
}
