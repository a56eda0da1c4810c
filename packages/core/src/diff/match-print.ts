import { fieldColumn, fingerprintOf } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'

/** Whether several keys could name one record of the destination, so that it has to be looked for. */
export function hasMatchPrint(
  input: Pick<DiffInput, 'matchOn' | 'fields'> & {
    readonly keys: readonly { readonly name: string }[]
  },
): boolean {
  if (input.matchOn.length === 0) return false
  const keyed = new Set(
    input.fields.flatMap(({ mapped: { expression, field } }) =>
      expression.kind === 'column' && input.matchOn.includes(field)
        ? [expression.column.toLowerCase()]
        : [],
    ),
  )
  // When the match fields hold the whole key, different keys are different records.
  return !input.keys.every(({ name }) => keyed.has(name.toLowerCase()))
}

/** SQL of the fingerprint of the match fields over the columns of a row. */
export function matchPrintOf({ layout, matchOn }: Pick<DiffInput, 'layout' | 'matchOn'>): string {
  return fingerprintOf(matchOn.map((name) => fieldColumn(layout, name)))
}
