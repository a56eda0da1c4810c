import { randomUUID } from 'node:crypto'
import { configError, isRevError, type Context } from '@revetl/sdk'
import { scratchRefused } from '@revetl/sdk/sql'
import { Project } from '../client.ts'
import type { BigqueryConfig } from '../config.ts'
import { findDataset, requireLasting } from './lasting-dataset.ts'
import { executeStatements } from './run-statements.ts'
import { literal } from './scalar-sql.ts'

/**
 * Makes sure of the dataset for scratch tables, in the project that runs the jobs and in the location of the data.
 * @throws `REV_AUTH_SCOPE` with what to grant or to change, `REV_CONFIG_INVALID` without a location
 */
export async function prepareScratch(schema: string, ctx: Context<BigqueryConfig>): Promise<void> {
  // https://cloud.google.com/bigquery/docs/datasets#dataset-naming (to be confirmed)
  if (!/^\w{1,1024}$/.test(schema)) {
    const message = `Failed to use the scratch schema ${schema}: a dataset has a name of letters, digits and underscores.`
    throw configError(message, { hint: 'Set `scratch_schema` to such a name.' })
  }
  const scratch = await orRefused(schema, ctx, async () => {
    const project = new Project(ctx.config)
    const found = await findDataset(project, schema)
    if (found !== undefined) return found
    await createDataset(schema, project, ctx)
    // It can have defaults of its project.
    return findDataset(project, schema)
  })
  requireLasting(schema, scratch ?? {}, ctx.config)
  await orRefused(schema, ctx, () => tryTable(schema, ctx))
}

/** The result of some steps; a right that is missing is said with what to grant. */
async function orRefused<Result>(
  schema: string,
  { config: { project, location = '…' } }: Context<BigqueryConfig>,
  steps: () => Promise<Result>,
): Promise<Result> {
  try {
    return await steps()
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_AUTH_SCOPE') throw error
    const name = `\`${project}\`.\`${schema}\``
    const grant = `As an administrator run \`create schema if not exists ${name} options(location = '${location}'); grant \`roles/bigquery.dataEditor\` on schema ${name} to …\``
    throw scratchRefused(schema, { why: error.message, grant, cause: error })
  }
}

async function createDataset(
  schema: string,
  project: Project,
  ctx: Context<BigqueryConfig>,
): Promise<void> {
  const location = literal(await locationOf(schema, project, ctx.config))
  await executeStatements(
    [`create schema if not exists \`${schema}\` options(location = ${location})`],
    ctx,
  )
}

/** Where the data are. Without it BigQuery would make the dataset in the US, and no query could join the two. */
async function locationOf(
  schema: string,
  project: Project,
  { location, dataset }: BigqueryConfig,
): Promise<string> {
  if (location !== undefined) return location
  const found = dataset === undefined ? undefined : await findDataset(project, dataset)
  if (found?.location !== undefined) return found.location
  const message = `Failed to make the dataset ${schema}: nothing says in which location the data are.`
  throw configError(message, { hint: `Set \`location\` of the source, or make ${schema} there.` })
}

/** What may be done there is known by doing it. */
async function tryTable(schema: string, ctx: Context<BigqueryConfig>): Promise<void> {
  const table = `\`${schema}\`.\`check_${randomUUID().replaceAll('-', '_')}\``
  await executeStatements([`create table ${table} as select 1 as one`, `drop table ${table}`], ctx)
}
