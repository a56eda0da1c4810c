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

// Longer than any vendor's id or code; what is kept of each record must not grow without bound.
const nameLengthMax = 4096

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isOptionalText: Check = (value) => value === undefined || isText(value)
const isOptionalName: Check = (value) =>
  value === undefined || (typeof value === 'string' && value.length <= nameLengthMax)
const isWait: Check = (value) =>
  value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0)
const isOptionalFlag: Check = (value) => value === undefined || typeof value === 'boolean'
const isOneOf =
  (table: Readonly<Record<string, unknown>>): Check =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(table, value)
const isCode = isOneOf(errorCodes)

type Shape = readonly { readonly member: string; readonly isRight: Check }[]
const members: Record<Outcome['status'], readonly (readonly [name: string, isRight: Check])[]> = {
  ok: [
    ['effect', isOneOf(effects)],
    ['remoteId', isOptionalName],
  ],
  rejected: [
    ['code', isCode],
    ['message', isText],
    ['field', isOptionalName],
    ['vendorCode', isOptionalName],
  ],
  retry: [
    ['code', isCode],
    ['message', isOptionalText],
    ['afterMs', isWait],
    ['scope', isOneOf(scopes)],
  ],
  skipped: [['reason', isOneOf(reasons)]],
  unknown: [
    ['code', isCode],
    ['message', isOptionalText],
    ['isUnderWay', isOptionalFlag],
  ],
}

// Asked for each record: a map is found in faster than an object whose keys may be a stranger's.
const shapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries(members).map(([status, list]) => [
    status,
    list.map(([member, isRight]) => ({ member, isRight })),
  ]),
)

/** What was found where an outcome should be. */
export interface ReadOutcome {
  readonly id: string | undefined
  /** A copy of the members that the contract knows; undefined where one of them is wrong. */
  readonly outcome: Outcome | undefined
  /** What is wrong, in words. */
  readonly problem: string | undefined
}

/**
 * Reads one outcome: each member once, into an object of its own. What a getter or a proxy says later, or what the
 * connector still changes, is nothing to the host.
 */
export function readOutcome(value: unknown): ReadOutcome {
  let id: string | undefined
  try {
    if (typeof value !== 'object' || value === null) return wrong(id, 'no object for an outcome')
    const values = value as Readonly<Record<string, unknown>>
    const name = values['id']
    if (typeof name !== 'string') return wrong(id, 'no id')
    id = name
    const status = values['status']
    const shape = typeof status === 'string' ? shapes.get(status) : undefined
    if (shape === undefined) return wrong(id, `the status ${show(status)}`)
    const copy: Record<string, unknown> = { id, status }
    for (const { member, isRight } of shape) {
      const found = values[member]
      if (!isRight(found)) return wrong(id, `the ${member} ${show(found)}`)
      if (found !== undefined) copy[member] = found
    }
    return { id, outcome: copy as object as Outcome, problem: undefined }
  } catch {
    return wrong(id, 'members that cannot be read')
  }
}

function wrong(id: string | undefined, problem: string): ReadOutcome {
  return { id, outcome: undefined, problem }
}

function show(value: unknown): string {
  if (typeof value !== 'string') return typeof value
  // Even to cut a text of a gigabyte costs a gigabyte.
  return value.length > 80 ? `of ${value.length} characters` : JSON.stringify(value)
}
