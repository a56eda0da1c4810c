import { rejected, type Change, type RejectedOutcome } from '@revetl/sdk'
import type { Cell } from './cell.ts'

// 50,000 characters a cell: https://support.google.com/drive/answer/37603 (read 2026-11-27)
const cellLengthMax = 50_000

/** Why a cell cannot be written, so that one bad record does not hold up its batch. */
export function refuseValue(
  change: Change,
  field: string,
  { userEnteredValue }: Cell,
): RejectedOutcome | undefined {
  const text = Object.values(userEnteredValue ?? {})[0] as unknown
  if (typeof text !== 'string') return undefined
  if (!text.isWellFormed()) {
    const message = `${field} has half a character.`
    return rejected(change, { code: 'REV_VALUE_INVALID', message, field })
  }
  if (text.length <= cellLengthMax) return undefined
  const message = `${field} has ${text.length} characters, and a cell holds ${cellLengthMax}.`
  return rejected(change, { code: 'REV_VALUE_TOO_LONG', message, field })
}
