import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import type { FieldDefinitions } from '../fields.ts'
import type { Outcome } from '../outcomes.ts'
import { sendGroups } from './send-groups.ts'
import type { Write } from './write.ts'

/** How many requests of one batch are under way at once. */
export interface InFlightOptions {
  /** Default 8. The gateway's quotas hold besides. */
  readonly inFlightMax?: number
}

/**
 * For vendors that take one record a call. What a call throws counts for its change alone; an error that would meet
 * all of them ends the batch, and what was not sent is `retry`.
 */
export function perRecord<Fields extends FieldDefinitions, Config>(
  send: (change: Change<Fields>, ctx: RunContext<Config>, batch: Batch<Fields>) => Promise<Outcome>,
  { inFlightMax = 8 }: InFlightOptions = {},
): Write<Fields, Config> {
  return (batch, ctx) =>
    sendGroups(
      batch.changes.map((change) => [change]),
      { inFlightMax, signal: ctx.signal },
      (group) => Promise.all(group.map((change) => send(change, ctx, batch))),
    )
}
