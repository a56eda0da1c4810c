import { asUser, atNobody } from '../../services/server-url.ts'
import type { TestSystem } from '../define-conformance.ts'

/** Configurations for a database of a server on this machine: one that works, and those that do not. */
export function serverConfigs(url: string) {
  return {
    config: { url },
    egressAllow: ['127.0.0.1/32'],
    unreachable: { url: atNobody(url) },
    wrongCredentials: { url: asUser(url, new URL(url).username, 'wrong-credentials-0123456789') },
  } satisfies TestSystem
}
