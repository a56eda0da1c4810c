import type { OperationDefinition } from '../destination.ts'
import type { Problems } from './problems.ts'

/** More changes than any vendor takes at once; a larger number is a mistake. */
export const recordsMaxMax = 100_000

type Unchecked<T> = { readonly [Key in keyof T]?: unknown }

/** What an operation is checked against. */
export interface OperationSurroundings {
  readonly fieldNames: ReadonlySet<string>
  readonly isOpen: boolean
  readonly hasLookup: boolean
}

/** Notes what is wrong with one operation. */
export function checkOperation(
  operation: Unchecked<OperationDefinition>,
  around: OperationSurroundings,
  problems: Problems,
): void {
  const { atomicity, resend, keyLifetimeMs, sends, inFlightMax, session, write } = operation
  checkBatch(operation.batch, problems)
  checkMatchOn(operation.matchOn, around, problems.below('matchOn'))
  const isOneOf = (step: string, value: unknown, allowed: readonly unknown[]) =>
    problems.expect(allowed.includes(value), step, `one of ${allowed.join(', ')}`, value)
  isOneOf('atomicity', atomicity, ['per-record', 'all-or-nothing'])
  isOneOf('resend', resend, ['safe', 'key', 'reconcile', 'unsafe'])
  if (sends !== undefined) isOneOf('sends', sends, ['all', 'changed'])
  if (resend === 'reconcile' && !around.hasLookup) {
    problems.below('resend').add("'reconcile' needs the object to have a lookup")
  }
  if (keyLifetimeMs !== undefined) {
    problems.expect(isWholeFrom1(keyLifetimeMs), 'keyLifetimeMs', 'milliseconds', keyLifetimeMs)
  }
  if (inFlightMax !== undefined) {
    problems.expect(isWholeFrom1(inFlightMax), 'inFlightMax', 'a number from 1', inFlightMax)
  }
  problems.expect(typeof write === 'function', 'write', 'a function', write)
  if (session !== undefined) checkSession(session, problems.below('session'))
}

function checkBatch(batch: unknown, problems: Problems): void {
  if (!isRecord(batch)) {
    problems.expect(false, 'batch', 'an object with recordsMax', batch)
    return
  }
  const { recordsMax, bytesMax, uniqueBy = 'matchKey' } = batch
  const at = problems.below('batch')
  const isSane = isWholeFrom1(recordsMax) && recordsMax <= recordsMaxMax
  at.expect(isSane, 'recordsMax', `a whole number from 1 to ${recordsMaxMax}`, recordsMax)
  if (bytesMax !== undefined) {
    at.expect(isWholeFrom1(bytesMax), 'bytesMax', 'a whole number from 1', bytesMax)
  }
  const isKnown = uniqueBy === 'matchKey' || uniqueBy === 'none'
  at.expect(isKnown, 'uniqueBy', 'matchKey or none', uniqueBy)
}

function checkMatchOn(
  matchOn: unknown,
  { fieldNames, isOpen }: OperationSurroundings,
  problems: Problems,
): void {
  if (matchOn === undefined) return
  if (!Array.isArray(matchOn) || matchOn.length === 0) {
    problems.add('expected a list of at least one set of fields')
    return
  }
  for (const [index, set] of matchOn.entries()) {
    const at = problems.below(String(index))
    if (!Array.isArray(set) || set.length === 0 || new Set(set).size < set.length) {
      at.add('expected a list of different field names')
      continue
    }
    for (const name of set) {
      if (!isOpen && !fieldNames.has(name as string)) at.add(`there is no field ${String(name)}`)
    }
  }
}

function checkSession(session: unknown, problems: Problems): void {
  for (const step of ['open', 'commit', 'abort']) {
    const method = isRecord(session) ? session[step] : undefined
    problems.expect(typeof method === 'function', step, 'a function', method)
  }
}

/** Whether a value is an object whose members can be read. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a whole number from 1 that a double holds exactly. */
export function isWholeFrom1(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1
}
