import type { DiffInput } from './diff-input.ts'

/** Mapped fields that hold a run variable, with their columns: they are sent along and never compared. */
export function volatileColumns(input: Pick<DiffInput, 'fields'>): {
  readonly field: string
  readonly json: string
  readonly column: string
}[] {
  return input.fields
    .filter((one) => one.isVolatile)
    .map(({ field, json }, index) => ({ field, json, column: `w${index}` }))
}
