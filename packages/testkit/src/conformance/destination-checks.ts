import type { ConnectorCheck, WriteCheck } from './check.ts'
import { configChecks } from './config-checks.ts'
import { connectionChecks } from './connection-checks.ts'
import { packageChecks } from './package-checks.ts'
import { readBackChecks } from './read-back-checks.ts'
import { writeChecks } from './write-checks.ts'

/** Every check of a destination. A new one is added to one of the lists and then holds for all connectors. */
export const destinationChecks: {
  readonly connector: readonly ConnectorCheck[]
  readonly write: readonly WriteCheck[]
} = {
  connector: [...packageChecks, ...configChecks, ...connectionChecks],
  write: [...writeChecks, ...readBackChecks],
}
