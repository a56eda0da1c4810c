import type { CheckResult, Context } from '@revetl/sdk'
import { Project } from './client.ts'
import type { BigqueryConfig } from './config.ts'
import type { ResultPage } from './api-jobs.ts'

interface DatasetPage {
  readonly datasets?: readonly unknown[]
}

/** Names the account by a query that reads no data, and whether there is a dataset that it can see. */
export async function checkConnection({ config }: Context<BigqueryConfig>): Promise<CheckResult> {
  const project = new Project(config)
  const { location } = config
  const answer = await project.request<ResultPage>({
    method: 'POST',
    path: '/queries',
    body: {
      query: 'select session_user()',
      useLegacySql: false,
      ...(location ? { location } : {}),
    },
  })
  const { datasets = [] } = await project.request<DatasetPage>({
    path: '/datasets',
    query: { maxResults: 1 },
  })
  const user = answer.rows?.[0]?.f[0]?.v
  const warnings =
    datasets.length === 0
      ? ['The account sees no dataset of this project: grant it BigQuery Data Viewer.']
      : []
  return {
    account: { id: config.project, ...(typeof user === 'string' ? { name: user } : {}) },
    warnings,
  }
}
