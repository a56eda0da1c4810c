import { RevError, type Column, type FilePlace } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Expression } from '../mapped-field.ts'
import type { Sync } from '../project.ts'
import { checkCursorColumn } from './check-cursor.ts'

/**
 * Checks that the model has every column that the key, the cursor and the mapping name. The filter is SQL:
 * `compileFilter` checks it.
 * @returns errors at the lines of the sync's file.
 */
export function checkColumns(sync: Sync, columns: readonly Column[]): readonly RevError[] {
  const byName = new Map(columns.map((column) => [column.name, column]))
  return [
    ...checkCursorColumn(sync, columns),
    ...sync.key.flatMap((name) => checkKeyColumn(sync, name, byName)),
    ...sync.fields.flatMap(({ expression, field }) =>
      columnsOf(expression)
        .filter(({ column }) => !byName.has(column))
        .map(({ column, place }) =>
          missing(`Failed to map "${field}"`, column, place, [...byName.keys()]),
        ),
    ),
  ]
}

function checkKeyColumn(
  sync: Sync,
  name: string,
  columns: ReadonlyMap<string, Column>,
): readonly RevError[] {
  const column = columns.get(name)
  // A key that the model names has no line in the sync's file.
  const place = sync.model.key === sync.key ? sync.model.place : sync.placeOf('key')
  if (column === undefined)
    return [missing('Failed to read the key', name, place, [...columns.keys()])]
  if (column.type !== 'json' && column.type !== 'bytes') return []
  return [
    new RevError(
      'REV_CONFIG_KEY',
      `Failed to read the key: the column "${name}" is ${column.type}, whose text is no identity.`,
      { place, hint: 'Use a column of a plain type, or cast it in the SQL.' },
    ),
  ]
}

function missing(
  what: string,
  column: string,
  place: FilePlace,
  known: readonly string[],
): RevError {
  return new RevError('REV_MODEL_COLUMN', `${what}: the model has no column "${column}".`, {
    place,
    hint: suggestName(column, known),
  })
}

type ColumnExpression = Extract<Expression, { kind: 'column' }>

/** Every column that an expression names. */
export function columnsOf(expression: Expression): readonly ColumnExpression[] {
  switch (expression.kind) {
    case 'column':
      return [expression]
    case 'constant':
    case 'variable':
      return []
    case 'template':
      return expression.parts.flatMap((part) => (typeof part === 'string' ? [] : columnsOf(part)))
    case 'call':
      return expression.args.flatMap(columnsOf)
    case 'object':
      return expression.fields.flatMap(([, value]) => columnsOf(value))
    case 'array':
      return expression.items.flatMap(columnsOf)
  }
}
