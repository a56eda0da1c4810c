import type { Context } from '@revetl/sdk'
import type { Config } from './config.ts'

/** HubSpot's dated version of the API: https://developers.hubspot.com/docs/api-reference/latest (read 2026-11-22) */
export const apiVersion = '2026-03'

/** A call of the connector. */
export type Ctx = Context<Config>

/** A path of the API as a URL. */
export const url = ({ config }: Ctx, path: string): string =>
  `${config.baseUrl.replace(/\/$/, '')}${path}`

/** The records of an object. */
export const objectPath = (type: string): string =>
  `/crm/objects/${apiVersion}/${encodeURIComponent(type)}`
