import { isExactNumber, type Value } from '@revetl/sdk'
import type { AnswerConfig } from '../config/answer.ts'
import { valueAt } from './value-at.ts'

/** What a body says of the whole request: `unclear` where what should say so is not there. */
export function bodyVerdict(
  value: Value | undefined,
  answer: AnswerConfig,
): 'yes' | 'no' | 'unclear' {
  const { success, failure } = answer
  if (failure !== undefined) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'unclear'
    if (!isNothing(valueAt(value, failure))) return 'no'
  }
  if (success === undefined) return 'yes'
  const said = valueAt(value, success.path)
  if (said === undefined) return 'unclear'
  return said === success.equals ? 'yes' : 'no'
}

function isNothing(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  return typeof value === 'object' && !isExactNumber(value) && Object.keys(value).length === 0
}
