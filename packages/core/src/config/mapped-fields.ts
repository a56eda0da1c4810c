import type { Column } from '@revetl/sdk'
import type { MappedField } from '../mapped-field.ts'
import type { Sync } from '../project.ts'

/** The fields of a sync for a model with these columns: those of the file, and for `all` one for each other column. */
export function mappedFields(
  sync: Pick<Sync, 'fields' | 'isAllColumns' | 'nulls' | 'placeOf'>,
  columns: readonly Column[],
): readonly MappedField[] {
  if (!sync.isAllColumns) return sync.fields
  const byHand = new Set(sync.fields.map(({ field }) => field))
  const place = sync.placeOf('map', '*')
  const others = columns
    .filter(({ name }) => !byHand.has(name))
    .map(({ name }): MappedField => ({
      field: name,
      expression: { kind: 'column', column: name, place },
      write: 'always',
      nulls: sync.nulls,
      place,
    }))
  return [...sync.fields, ...others]
}
