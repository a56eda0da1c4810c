import type { Batch, Change, RunContext, Value } from '@revetl/sdk'
import type { Placeholder } from './placeholder.ts'

/** What a template is filled from. */
export interface Scope {
  readonly batch: Batch
  readonly ctx: Pick<RunContext, 'run' | 'clock'>
  /** JSON texts of the records, for `{{records}}`. */
  readonly records?: () => string
  /** The record at hand and its place in the batch. */
  readonly change?: Change
  readonly index?: number
  /** The JSON text of the record at hand, for `{{record}}`. */
  readonly record?: () => string
}

/** The value of a placeholder; `undefined` for a field that the change does not carry. */
export function placeholderValue(
  placeholder: Exclude<Placeholder, { from: 'record' } | { from: 'records' }>,
  { batch, ctx, change, index }: Scope,
): Value | undefined {
  switch (placeholder.from) {
    case 'field':
      return change && Object.hasOwn(change.fields, placeholder.name)
        ? change.fields[placeholder.name]
        : undefined
    case 'change':
      return placeholder.part === 'index' ? index : change?.[placeholder.part]
    case 'batch':
      return placeholder.part === 'key' ? batch.idempotencyKey : batch.changes.length
    case 'run':
      return ctx.run[placeholder.part]
    case 'now':
      return nowValue(placeholder.part, ctx.clock.now())
  }
}

function nowValue(part: 'iso' | 'seconds' | 'milliseconds', nowMs: number): string | number {
  if (part === 'iso') return new Date(nowMs).toISOString()
  return part === 'seconds' ? Math.floor(nowMs / 1000) : nowMs
}
