import { BigQuery, type BigQueryOptions } from '@google-cloud/bigquery'
import { configError } from '@revetl/sdk'
import { OAuth2Client } from 'google-auth-library'
import { bigqueryError } from './bigquery-errors.ts'
import type { BigqueryConfig } from './config.ts'

/** A request to the REST API; paths count from the project. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
}

/** One project of BigQuery. */
export class Project {
  readonly #client: BigQuery

  constructor(config: BigqueryConfig) {
    const { project, apiEndpoint } = config
    this.#client = new BigQuery({ projectId: project, apiEndpoint, ...credentialsOf(config) })
  }

  /**
   * Sends a request with the credentials; the driver repeats it where the API asks for that. Values come as the API
   * has them: its own conversion to JavaScript would round numbers.
   * @throws what `bigqueryError` makes of the failure
   */
  async request<Answer>({ method = 'GET', path, query, body }: ApiRequest): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const options = { method, uri: path, qs: definedOf(query ?? {}), json: body ?? true }
    this.#client.request(options, (error: Error | null, answer: unknown) => {
      if (error) reject(error)
      else resolve(answer as Answer)
    })
    try {
      return await promise
    } catch (error) {
      throw bigqueryError(error)
    }
  }

  /** The headers by which the same account is known at another end point, among them the project of its quota. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    try {
      return Object.fromEntries(await this.#client.authClient.getRequestHeaders())
    } catch (error) {
      throw bigqueryError(error)
    }
  }
}

function definedOf(query: NonNullable<ApiRequest['query']>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

const scopes = ['https://www.googleapis.com/auth/bigquery']

function credentialsOf({ credentials, accessToken }: BigqueryConfig): BigQueryOptions {
  if (accessToken !== undefined) {
    const authClient = new OAuth2Client()
    authClient.setCredentials({ access_token: accessToken })
    return { authClient }
  }
  if (credentials === undefined) return { scopes }
  try {
    return {
      scopes,
      credentials: JSON.parse(credentials) as NonNullable<BigQueryOptions['credentials']>,
    }
  } catch {
    // Without the error of the parser: it shows a piece of the text.
    throw configError('Failed to read `credentials`: it is no JSON.', {
      hint: 'Expected the whole text of the key file, as in ${file:key.json}.',
    })
  }
}
