import type { Context, DiscoveredTable } from '@revetl/sdk'
import { Project } from './client.ts'
import { toColumn, type Field } from './column-types.ts'
import type { BigqueryConfig } from './config.ts'

interface Page {
  readonly nextPageToken?: string
}

interface DatasetPage extends Page {
  readonly datasets?: readonly { readonly datasetReference: { readonly datasetId: string } }[]
}

interface TablePage extends Page {
  readonly tables?: readonly { readonly tableReference: { readonly tableId: string } }[]
}

interface Table {
  readonly schema?: { readonly fields?: readonly Field[] }
}

const pageSize = 1_000
const atOnce = 8

/** Lists tables and views with their columns: of the configured dataset or else of all, page by page. */
export async function discoverTables(
  ctx: Context<BigqueryConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  const project = new Project(ctx.config)
  const tables: DiscoveredTable[] = []
  for (const dataset of await datasetsOf(project, ctx)) {
    for await (const { tables: found = [] } of pages<TablePage>(
      project,
      `/datasets/${dataset}/tables`,
      ctx,
    )) {
      for (let at = 0; at < found.length; at += atOnce) {
        const some = found.slice(at, at + atOnce)
        const read = some.map(({ tableReference }) =>
          tableOf(project, dataset, tableReference.tableId),
        )
        tables.push(...(await Promise.all(read)))
      }
    }
  }
  return { tables }
}

async function datasetsOf(
  project: Project,
  ctx: Context<BigqueryConfig>,
): Promise<readonly string[]> {
  if (ctx.config.dataset !== undefined) return [ctx.config.dataset]
  const names: string[] = []
  for await (const { datasets = [] } of pages<DatasetPage>(project, '/datasets', ctx)) {
    names.push(...datasets.map(({ datasetReference }) => datasetReference.datasetId))
  }
  return names
}

async function* pages<Answer extends Page>(
  project: Project,
  path: string,
  { signal }: Context<BigqueryConfig>,
): AsyncGenerator<Answer> {
  for (let pageToken: string | undefined; ;) {
    signal.throwIfAborted()
    const page = await project.request<Answer>({ path, query: { maxResults: pageSize, pageToken } })
    yield page
    pageToken = page.nextPageToken
    if (pageToken === undefined || pageToken === '') return
  }
}

async function tableOf(project: Project, dataset: string, table: string): Promise<DiscoveredTable> {
  const path = `/datasets/${dataset}/tables/${encodeURIComponent(table)}`
  const { schema } = await project.request<Table>({ path })
  return { path: [dataset, table], columns: (schema?.fields ?? []).map(toColumn) }
}
