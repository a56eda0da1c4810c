import type { DescriptionException } from './define-vendor-spec.ts'
import type { Mismatch } from './check/mismatch.ts'

/** Whether an exception speaks of a mismatch. */
export function isExcepted(exception: DescriptionException, mismatch: Mismatch): boolean {
  const { operation, pointer, keyword = mismatch.keyword, in: direction = mismatch.in } = exception
  return (
    (operation === '*' || operation === mismatch.operation) &&
    direction === mismatch.in &&
    keyword === mismatch.keyword &&
    isAt(pointer, mismatch.pointer)
  )
}

/** `*` stands for one name or index, `**` at the end for everything below. */
function isAt(pattern: string, pointer: string): boolean {
  const wanted = pattern.split('/')
  const names = pointer.split('/')
  const isOpen = wanted.at(-1) === '**'
  const fixed = isOpen ? wanted.slice(0, -1) : wanted
  const isLongEnough = isOpen ? names.length > fixed.length : names.length === fixed.length
  return isLongEnough && fixed.every((name, index) => name === '*' || name === names[index])
}
