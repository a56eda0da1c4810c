import type { Expression, MappedField } from '@revetl/core'

/** Where everything of the syncs of tests is said to stand. */
export const place = { file: 'syncs/things.yaml', line: 1, column: 1 }

/** The value of a column of the model. */
export function column(name: string): Expression {
  return { kind: 'column', column: name, place }
}

/** A field that is always written; default: from the column of its name. */
export function field(name: string, expression = column(name)): MappedField {
  return { field: name, expression, write: 'always', nulls: 'send', place }
}
