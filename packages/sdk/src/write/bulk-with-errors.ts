import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import type { FieldDefinitions } from '../fields.ts'
import type { Value } from '../values.ts'
import { settleBulk, type BulkAnswer } from './settle-bulk.ts'
import type { Write } from './write.ts'

/**
 * For vendors that take many records a call and tell what became of each, by id, by a match field or by position. What
 * `send` throws counts for the whole batch.
 */
export function bulkWithErrors<Fields extends FieldDefinitions, Config>(
  send: (batch: Batch<Fields>, ctx: RunContext<Config>) => Promise<BulkAnswer<Change<Fields>>>,
): Write<Fields, Config> {
  return async (batch, ctx) => settleBulk(batch.changes, await send(batch, ctx))
}

/**
 * Finds a change by the value of one of its fields, for answers that name records so. A value that several changes
 * share leads to none of them.
 * @returns the id of the change, or the value itself where no single change has it, which `settleBulk` takes as a
 * record that was never sent.
 */
export function changeIdsBy<Fields extends FieldDefinitions>(
  batch: Pick<Batch<Fields>, 'changes'>,
  field: keyof Fields & string,
  normalize: (text: string) => string = (text) => text,
): (value: Value | undefined) => string {
  const ids = new Map<string, string | undefined>()
  const toKey = (value: unknown): string =>
    normalize(typeof value === 'string' ? value : JSON.stringify(value ?? null))
  for (const { id, fields } of batch.changes) {
    const key = toKey(fields[field])
    ids.set(key, ids.has(key) ? undefined : id)
  }
  return (value) => ids.get(toKey(value)) ?? `no change with ${field} ${toKey(value)}`
}
