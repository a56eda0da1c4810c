import { configError, isRevError } from '@revetl/sdk'
import { scratchRefused } from '@revetl/sdk/sql'
import type { Project } from '../client.ts'
import type { BigqueryConfig } from '../config.ts'

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets (to be confirmed) */
export interface Dataset {
  readonly location?: string
  readonly defaultTableExpirationMs?: string
  readonly defaultCollation?: string
}

const dayMs = 86_400_000

/** A dataset of the project that runs the jobs; undefined where it is not there. */
export async function findDataset(project: Project, name: string): Promise<Dataset | undefined> {
  try {
    return await project.request<Dataset>({ path: `/datasets/${name}` })
  } catch (error) {
    if (isRevError(error) && error.code === 'REV_MODEL_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Makes sure that in a dataset a table is what rev made of it, for as long as rev keeps it.
 * @throws `REV_AUTH_SCOPE` with what to change, `REV_CONFIG_INVALID` for another location
 */
export function requireLasting(
  schema: string,
  scratch: Dataset,
  { location }: BigqueryConfig,
): void {
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
