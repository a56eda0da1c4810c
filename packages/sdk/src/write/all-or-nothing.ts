import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import type { FieldDefinitions } from '../fields.ts'
import type { HttpResponse } from '../http-client.ts'
import { ok } from '../outcomes.ts'
import { outcomeByStatus, statusError, type StatusRules } from './by-status.ts'
import type { OutcomeOf } from './settle-bulk.ts'
import type { Write } from './write.ts'

/** What answers of an all-or-nothing request mean. */
export interface AllOrNothingOptions<Fields extends FieldDefinitions> extends Omit<
  StatusRules,
  'remoteId'
> {
  /** The outcome of each change after a 2xx, where the body tells more than that it was taken. */
  readonly accepted?: (response: HttpResponse, batch: Batch<Fields>) => OutcomeOf<Change<Fields>>
}

/**
 * For requests of which the vendor applies everything or nothing; the operation's `atomicity` is `all-or-nothing`. A
 * 2xx is a yes to every change. Refused content is thrown with the class `rejected`, so that the host bisects; a
 * change that was alone is rejected with the vendor's reason.
 */
export function allOrNothing<Fields extends FieldDefinitions, Config>(
  send: (batch: Batch<Fields>, ctx: RunContext<Config>) => Promise<HttpResponse>,
  options: AllOrNothingOptions<Fields> = {},
): Write<Fields, Config> {
  const { accepted, effect, ...rules } = options
  return async (batch, ctx) => {
    const response = await send(batch, ctx)
    if (response.isOk) {
      return batch.changes.map(accepted?.(response, batch) ?? ((change) => ok(change, effect)))
    }
    const [alone, ...others] = batch.changes
    if (alone === undefined || others.length > 0) throw statusError(response, rules)
    return [outcomeByStatus(alone, response, rules)]
  }
}
