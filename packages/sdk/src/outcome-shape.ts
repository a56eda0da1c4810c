import { errorCodes } from './error-codes.ts'
import type { Effect, Outcome, RetryOutcome, SkippedOutcome } from './outcomes.ts'

const effects: Record<Effect, true> = {
  created: true,
  updated: true,
  deleted: true,
  added: true,
  removed: true,
  unchanged: true,
  written: true,
  accepted: true,
}
const reasons: Record<SkippedOutcome['reason'], true> = {
  'no-match': true,
  exists: true,
  unchanged: true,
}
const scopes: Record<RetryOutcome['scope'], true> = { record: true, batch: true, quota: true }

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isOptionalText: Check = (value) => value === undefined || isText(value)
const isWait: Check = (value) =>
  value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0)
const isOneOf =
  (table: Readonly<Record<string, unknown>>): Check =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(table, value)
const isCode = isOneOf(errorCodes)

const shapes: Record<Outcome['status'], readonly [name: string, check: Check][]> = {
  ok: Object.entries({ effect: isOneOf(effects), remoteId: isOptionalText }),
  rejected: Object.entries({
    code: isCode,
    message: isText,
    field: isOptionalText,
    vendorCode: isOptionalText,
  }),
  retry: Object.entries({
    code: isCode,
    message: isOptionalText,
    afterMs: isWait,
    scope: isOneOf(scopes),
  }),
  skipped: Object.entries({ reason: isOneOf(reasons) }),
  unknown: Object.entries({ code: isCode, message: isOptionalText }),
}

/** What is wrong with the shape of one outcome, its id aside; `undefined` when nothing is. */
export function outcomeProblem(outcome: unknown): string | undefined {
  if (typeof outcome !== 'object' || outcome === null) return 'no object for an outcome'
  const values = outcome as Readonly<Record<string, unknown>>
  const status = values['status']
  if (typeof status !== 'string' || !Object.hasOwn(shapes, status)) {
    return `the status ${show(status)}`
  }
  for (const [name, isRight] of shapes[status as Outcome['status']]) {
    if (!isRight(values[name])) return `the ${name} ${show(values[name])}`
  }
  return undefined
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value
  return text.slice(0, 80)
}
