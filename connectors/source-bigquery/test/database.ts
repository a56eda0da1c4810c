import { openSource, type OpenSource } from '@revetl/testkit'
import { bigqueryProject } from '@revetl/testkit/services'
import source from '../src/index.ts'

/** The configuration of the source for a dataset of a test. */
export function configOf(url: string): Record<string, string> {
  const { origin, password, pathname } = new URL(url)
  const dataset = pathname.slice(1)
  return { project: bigqueryProject, dataset, accessToken: password, apiEndpoint: origin }
}

/** The same for an account that may only read. */
export function readerOf(url: string): Record<string, string> {
  const config = configOf(url)
  return { ...config, accessToken: `${config['accessToken']}-reader` }
}

/** Opens the source on a dataset of a test. */
export function open(url: string): Promise<OpenSource> {
  return openSource(source, { config: configOf(url), projectPath: import.meta.dirname })
}

/** Runs statements. */
export async function run(url: string, ...statements: string[]): Promise<void> {
  const { origin, password, pathname } = new URL(url)
  const defaultDataset = { projectId: bigqueryProject, datasetId: pathname.slice(1) }
  for (const query of statements) {
    const answer = await fetch(`${origin}/bigquery/v2/projects/${bigqueryProject}/queries`, {
      method: 'POST',
      body: JSON.stringify({ query, useLegacySql: false, defaultDataset }),
      headers: { authorization: `Bearer ${password}`, 'content-type': 'application/json' },
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

/** Makes a dataset with properties of its own. */
export async function makeDataset(
  url: string,
  datasetId: string,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const { origin, password } = new URL(url)
  const answer = await fetch(`${origin}/bigquery/v2/projects/${bigqueryProject}/datasets`, {
    method: 'POST',
    body: JSON.stringify({ datasetReference: { projectId: bigqueryProject, datasetId }, ...more }),
    headers: { authorization: `Bearer ${password}`, 'content-type': 'application/json' },
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** A job that the source started. */
export interface StartedJob {
  readonly id: string
  readonly dataset: string
  readonly sql: string
  readonly labels: Readonly<Record<string, string>>
  readonly cancelled: boolean
}

/** The jobs that were started in a dataset. */
export async function jobs(url: string): Promise<readonly StartedJob[]> {
  const { origin, pathname } = new URL(url)
  const all = (await (await fetch(`${origin}/jobs`)).json()) as readonly StartedJob[]
  return all.filter(({ dataset }) => dataset === pathname.slice(1))
}

/** Takes the results of a dataset's jobs away, as their expiry would. */
export async function breakReads(url: string): Promise<void> {
  const { origin, pathname } = new URL(url)
  await fetch(`${origin}/break${pathname}`)
}
