import { quota, type Quota } from '@revetl/sdk'
import type { Config } from './config.ts'
import { countedAs } from './credentials.ts'

const perMs = 60_000
// Everything that is read here is a GET, and everything that is written is a POST.
const kinds = { reads: 'GET', writes: 'POST' } as const

/**
 * Reads and writes are counted apart, each for the project and for each of its users:
 * https://developers.google.com/workspace/sheets/api/limits (read 2026-11-27)
 */
export function sheetsQuotas(connection: Config): readonly Quota[] {
  const { userRequestsPerMinute, projectRequestsPerMinute } = connection
  const { user, project } = countedAs(connection)
  return Object.entries(kinds).flatMap(([kind, method]) => {
    const appliesTo = { methods: [method], paths: ['/v4/'] }
    const window = (id: string, requests: number) =>
      quota({ id: `google-sheets:${id}:${kind}`, requests, perMs, appliesTo })
    return [window(user, userRequestsPerMinute), window(project, projectRequestsPerMinute)]
  })
}
