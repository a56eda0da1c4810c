import { types } from 'node:util'
import { RevError } from '../errors.ts'

/**
 * Takes an answer of `write` only when it is plain data that can cross as it is: what answers differently each time it
 * is asked would be judged by one answer and believed for another.
 * @throws `REV_CONNECTOR_CONTRACT`
 */
export function checkAnswer(answer: unknown, changes: number): asserts answer is unknown[] {
  if (!Array.isArray(answer)) throw breach(`expected a list of outcomes, got ${typeof answer}`)
  if (types.isProxy(answer) || Object.getOwnPropertySymbols(answer).length > 0) {
    throw breach('the list of outcomes is no plain list')
  }
  if (answer.length > changes * 2 + 1) {
    throw breach(`got ${answer.length} outcomes for ${changes} changes`)
  }
  for (const outcome of answer as readonly unknown[]) {
    if (!isPlain(outcome)) throw breach('an outcome is no plain object')
  }
}

function isPlain(outcome: unknown): boolean {
  if (typeof outcome !== 'object' || outcome === null) return true
  if (types.isProxy(outcome)) return false
  for (const name in outcome) {
    if (Object.getOwnPropertyDescriptor(outcome, name)?.get !== undefined) return false
  }
  return true
}

function breach(why: string): RevError {
  return new RevError('REV_CONNECTOR_CONTRACT', `The connector broke the contract: ${why}.`)
}
