import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import type { FieldDefinitions } from '../fields.ts'
import type { InFlightOptions } from './per-record.ts'
import { sendGroups } from './send-groups.ts'
import { settleBulk, type BulkAnswer } from './settle-bulk.ts'
import type { Write } from './write.ts'

/** The members that one request adds to, or removes from, one list. */
export interface MembershipRequest<Fields extends FieldDefinitions> {
  readonly list: string
  readonly changes: readonly Change<Fields>[]
}

/** How members get into lists and out of them. */
export interface MembershipSteps<Fields extends FieldDefinitions, Config> extends InFlightOptions {
  /** The list that a change is about: an audience, a group, a channel. */
  readonly listOf: (change: Change<Fields>, ctx: RunContext<Config>) => string
  /** Positions in its answer count within the request's own changes. */
  readonly send: (
    request: MembershipRequest<Fields>,
    ctx: RunContext<Config>,
    batch: Batch<Fields>,
  ) => Promise<BulkAnswer<Change<Fields>>>
}

/**
 * For `add` and `remove` where the vendor takes members list by list: one request for each list of the batch, and what
 * one list's request throws leaves the other lists' outcomes as they are. A member that is there already, or not there
 * any more, is `ok` with the effect `unchanged`.
 */
export function membership<Fields extends FieldDefinitions, Config>(
  steps: MembershipSteps<Fields, Config>,
): Write<Fields, Config> {
  const { listOf, send, inFlightMax = 8 } = steps
  return (batch, ctx) => {
    const lists = new Map(batch.changes.map((change) => [change.id, listOf(change, ctx)]))
    const listFor = (change: Change<Fields> | undefined): string =>
      lists.get(change?.id ?? '') ?? ''
    const groups = Map.groupBy(batch.changes, listFor)
    return sendGroups([...groups.values()], { inFlightMax, signal: ctx.signal }, async (changes) =>
      settleBulk(changes, await send({ list: listFor(changes[0]), changes }, ctx, batch)),
    )
  }
}
