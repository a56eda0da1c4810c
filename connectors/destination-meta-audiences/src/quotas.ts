import { quota, type Quota } from '@revetl/sdk'
import { accountNode, type Config } from './config.ts'

// Calls of an ad account about custom audiences in an hour, and 40 more for each active audience:
// generally known, and to be confirmed at https://developers.facebook.com/docs/graph-api/overview/rate-limiting
const callsPerHour = { development: 5000, standard: 190_000 } as const

/** The hour of an ad account; what Meta's answers say of it counts more. */
export function metaQuotas(connection: Config): readonly Quota[] {
  const id = `meta-audiences:${accountNode(connection)}:hour`
  return [quota({ id, requests: callsPerHour[connection.tier], perMs: 3_600_000 })]
}
