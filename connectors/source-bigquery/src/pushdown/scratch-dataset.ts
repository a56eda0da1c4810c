import { randomUUID } from 'node:crypto'
import { configError, isRevError, type Context } from '@revetl/sdk'
import { scratchRefused } from '@revetl/sdk/sql'
import { Project } from '../client.ts'
import type { BigqueryConfig } from '../config.ts'
import { executeStatements } from './run-statements.ts'

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets (read 2026-11-27) */
interface Dataset {
  readonly location?: string
  readonly defaultTableExpirationMs?: string
  readonly defaultCollation?: string
}

const dayMs = 86_400_000

/**
 * Makes sure of the dataset for scratch tables, in the project that runs the jobs and in the location of the data.
 * @throws `REV_AUTH_SCOPE` with what to grant or to change, `REV_CONFIG_INVALID` without a location
 */
export async function prepareScratch(schema: string, ctx: Context<BigqueryConfig>): Promise<void> {
  // https://cloud.google.com/bigquery/docs/datasets#dataset-naming (read 2026-11-27)
  if (!/^\w{1,1024}$/.test(schema)) {
    const message = `Failed to use the scratch schema ${schema}: a dataset has a name of letters, digits and underscores.`
    throw configError(message, { hint: 'Set `scratch_schema` to such a name.' })
  }
  const project = new Project(ctx.config)
  const scratch = await findDataset(project, schema)
  if (scratch === undefined) await createDataset(schema, project, ctx)
  else requireLasting(schema, scratch, ctx.config)
  await tryTable(schema, ctx)
}

async function findDataset(project: Project, name: string): Promise<Dataset | undefined> {
  try {
    return await project.request<Dataset>({ path: `/datasets/${name}` })
  } catch (error) {
    if (isRevError(error) && error.code === 'REV_MODEL_NOT_FOUND') return undefined
    throw error
  }
}

async function createDataset(
  schema: string,
  project: Project,
  ctx: Context<BigqueryConfig>,
): Promise<void> {
  const location = await locationOf(schema, project, ctx.config)
  try {
    await executeStatements(
      [`create schema if not exists \`${schema}\` options(location = '${location}')`],
      ctx,
    )
  } catch (error) {
    throw refusedFor(error, schema, ctx.config, location)
  }
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

/** A dataset in which a table is what rev made of it, for as long as rev keeps it. */
function requireLasting(schema: string, scratch: Dataset, { location }: BigqueryConfig): void {
  const alter = (options: string) =>
    `As an owner of it run \`alter schema \`${schema}\` set ${options}\`, or set another \`scratch_schema\``
  const expiryMs = Number(scratch.defaultTableExpirationMs ?? 0)
  if (expiryMs > 0) {
    const why = `its tables expire after ${Number((expiryMs / dayMs).toFixed(2))} days, and with them what was delivered`
    throw scratchRefused(schema, {
      why,
      grant: alter('options(default_table_expiration_days = null)'),
    })
  }
  if ((scratch.defaultCollation ?? '') !== '') {
    const why = `its tables have the collation ${scratch.defaultCollation}, in which two keys can be one`
    throw scratchRefused(schema, { why, grant: alter("default collate ''") })
  }
  if (location === undefined || location.toLowerCase() === scratch.location?.toLowerCase()) return
  const message = `Failed to use the scratch schema ${schema}: it lies in ${scratch.location}, and the source reads in ${location}.`
  throw configError(message, {
    hint: 'Set another `scratch_schema`: a query joins no two locations.',
  })
}

/** What may be done there is known by doing it. */
async function tryTable(schema: string, ctx: Context<BigqueryConfig>): Promise<void> {
  const table = `\`${schema}\`.\`check_${randomUUID().replaceAll('-', '_')}\``
  try {
    await executeStatements(
      [
        `create table ${table} (one INT64)`,
        `insert into ${table} (one) values (1)`,
        `drop table ${table}`,
      ],
      ctx,
    )
  } catch (error) {
    throw refusedFor(error, schema, ctx.config, ctx.config.location ?? '…')
  }
}

function refusedFor(
  error: unknown,
  schema: string,
  { project }: BigqueryConfig,
  location: string,
): unknown {
  if (!isRevError(error) || error.code !== 'REV_AUTH_SCOPE') return error
  const name = `\`${project}\`.\`${schema}\``
  const grant = `As an administrator run \`create schema if not exists ${name} options(location = '${location}'); grant \`roles/bigquery.dataEditor\` on schema ${name} to …\``
  return scratchRefused(schema, { why: error.message, grant, cause: error })
}
