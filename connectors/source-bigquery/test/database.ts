import { openSource, type OpenSource } from '@revetl/testkit'
import { bigqueryProject } from '@revetl/testkit/services'
import type { ApiStruct } from '../src/canonical-text.ts'
import type { Field } from '../src/column-types.ts'
import source from '../src/index.ts'

interface Asked {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** On a connection of its own: one that was used before may be at its end. */
function ask(url: string, { headers, ...asked }: Asked = {}): Promise<Response> {
  return fetch(url, { ...asked, headers: { connection: 'close', ...headers } })
}

/** The configuration of the source for a dataset of a test. */
export function configOf(url: string): Record<string, string> {
  const { origin, password, pathname } = new URL(url)
  const dataset = pathname.slice(1)
  return { project: bigqueryProject, dataset, accessToken: password, apiEndpoint: origin }
}

/** The same with bulk reads, by default of everything. */
export async function bulkConfigOf(
  url: string,
  bulkReads = 'always',
): Promise<Record<string, string>> {
  const { origin } = new URL(url)
  const { port } = (await (await ask(`${origin}/storage`)).json()) as { readonly port: number }
  return { ...configOf(url), bulkReads, storageEndpoint: `http://127.0.0.1:${port}` }
}

/** The same for an account that may only read. */
export function readerOf(url: string): Record<string, string> {
  const config = configOf(url)
  return { ...config, accessToken: `${config['accessToken']}-reader` }
}

/** Opens the source on a dataset of a test. */
export function open(url: string, config: object = configOf(url)): Promise<OpenSource> {
  return openSource(source, { config, projectPath: import.meta.dirname })
}

/** Runs statements. */
export async function run(url: string, ...statements: string[]): Promise<void> {
  const { origin, password, pathname } = new URL(url)
  const defaultDataset = { projectId: bigqueryProject, datasetId: pathname.slice(1) }
  for (const query of statements) {
    const answer = await ask(`${origin}/bigquery/v2/projects/${bigqueryProject}/queries`, {
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
  const answer = await ask(`${origin}/bigquery/v2/projects/${bigqueryProject}/datasets`, {
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
  const all = (await (await ask(`${origin}/jobs`)).json()) as readonly StartedJob[]
  return all.filter(({ dataset }) => dataset === pathname.slice(1))
}

/** Takes the results of a dataset's jobs away, as their expiry would. */
export async function breakReads(url: string): Promise<void> {
  const { origin, pathname } = new URL(url)
  await ask(`${origin}/break${pathname}`)
}

/** What the queries of a dataset give from now on, in place of what they ask. */
export interface GivenResult {
  readonly fields: readonly Field[]
  /** As the REST API has them, instants in microseconds. */
  readonly rows: readonly ApiStruct[]
  /** How often the rows come; default once. */
  readonly repeat?: number
}

/** Gives a result to the queries of a dataset. */
export async function giveResult(url: string, result: GivenResult): Promise<void> {
  await post(url, 'given', result)
}

/** A fault of the Storage Read API, for the results of a dataset. */
export interface StorageFault {
  readonly code: string
  readonly message?: string
  /** After how many answers a stream breaks; -1: the session is refused. */
  readonly after: number
  readonly times: number
}

/** Lets the Storage Read API fail. */
export async function failStorage(url: string, fault: StorageFault): Promise<void> {
  await post(url, 'storage', fault)
}

/** A request to the Storage Read API. */
export interface StorageRequest {
  readonly kind: 'session' | 'rows'
  readonly parent?: string
  readonly table?: string
  readonly streams?: number
  readonly offset?: number
  readonly routing?: string
  readonly answers?: number
  /** The stream has come to an end, whatever it was. */
  readonly ended?: boolean
}

/** What the Storage Read API was asked for the results of a dataset. */
export async function storageRequests(url: string): Promise<readonly StorageRequest[]> {
  const { origin, pathname } = new URL(url)
  return (await (await ask(`${origin}/storage${pathname}`)).json()) as readonly StorageRequest[]
}

async function post(url: string, what: string, body: unknown): Promise<void> {
  const { origin, pathname } = new URL(url)
  const answer = await ask(`${origin}/${what}${pathname}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
