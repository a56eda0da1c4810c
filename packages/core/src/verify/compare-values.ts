import type { Value, ValueType } from '@revetl/sdk'
import type { Drift } from '../read-back-report.ts'
import { canonicalText, numberDigits } from './canonical-text.ts'

/**
 * How the value that a destination has differs from the one that was delivered. Nothing and an empty text count as the
 * same: many vendors have only one of them.
 * @param type what was sent
 * @returns undefined where both say the same
 */
export function compareValues(
  sent: Value | undefined,
  found: Value | undefined,
  type: ValueType,
): Drift | undefined {
  const whole = canonicalText(sent, type)
  const kept = canonicalText(found, type)
  if (whole === kept) return undefined
  if (whole === '' || kept === '') return 'different'
  if (type === 'bytes') return isBeginning(whole, kept.replace(/=+$/, ''))
  if (looseText(whole) === looseText(kept)) return 'normalised'
  switch (type) {
    case 'boolean':
      return 'different'
    case 'integer':
    case 'decimal':
    case 'number':
      return hasLostDigits(whole, kept) ? 'truncated' : 'different'
    default:
      return isBeginning(foldedText(whole), withoutEllipsis(foldedText(kept)))
  }
}

function isBeginning(whole: string, kept: string): Drift {
  return kept !== '' && whole.startsWith(kept) ? 'truncated' : 'different'
}

/** Whether only digits after the point are gone: 12.345 and 12.34, or 12. */
function hasLostDigits(whole: string, kept: string): boolean {
  if (!whole.startsWith(kept)) return false
  return kept.includes('.') || whole.charAt(kept.length) === '.'
}

/** A text without case, width and whitespace. */
function foldedText(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(/\s+/gu, '')
}

/** The same without the form of a number: 1.50 and 1.5, 1,000 and 1000, +46 (0)70-12 and 4607012. */
function looseText(text: string): string {
  const folded = foldedText(text)
  if (!/^[-+\d.,'()/]*\d[-+\d.,'()/]*$/.test(folded)) return folded
  return numberDigits(folded.replaceAll(/[,']/g, '')) ?? folded.replaceAll(/\D/g, '')
}

function withoutEllipsis(text: string): string {
  return text.endsWith('...') ? text.slice(0, -3) : text
}
