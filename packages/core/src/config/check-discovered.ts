import { RevError, type Column, type ManifestObject, type ValueType } from '@revetl/sdk'
import type { CompiledField } from '../compiled-mapping.ts'
import type { Sync } from '../project.ts'
import { checkDescribed, checkObject, manifestObject } from './check-sync.ts'
import { mappedFields } from './mapped-fields.ts'
import { Problems } from './problems.ts'

/** What a check came to. */
export interface CheckedObject {
  readonly errors: readonly RevError[]
  readonly warnings: readonly RevError[]
}

/**
 * Checks a sync against the object as it is in the account. What the manifest alone told is not repeated.
 * @param columns the model's, which a mapping of all columns takes its fields from.
 */
export function checkDiscovered(
  sync: Sync,
  object: ManifestObject,
  columns: readonly Column[] = [],
): CheckedObject {
  const fields = mappedFields(sync, columns)
  const isAllColumns = sync.isAllColumns && columns.length === 0
  const before = new Problems()
  const known = manifestObject(sync)
  if (known !== undefined) checkDescribed(sync, known, before)
  const problems = new Problems()
  checkObject({ ...sync, fields, isAllColumns }, object, problems)
  const told = new Set([...before.errors, ...before.warnings].map(({ message }) => message))
  return {
    errors: problems.errors.filter(({ message }) => !told.has(message)),
    warnings: problems.warnings.filter(({ message }) => !told.has(message)),
  }
}

/** Types whose values a field of another type will certainly not take. */
const misfits: Readonly<Partial<Record<ValueType, readonly ValueType[]>>> = {
  boolean: ['date', 'time', 'timestamp', 'timestamptz', 'interval', 'uuid', 'bytes', 'json'],
  integer: ['boolean', 'date', 'time', 'interval', 'uuid', 'bytes', 'json'],
  decimal: ['boolean', 'date', 'time', 'interval', 'uuid', 'bytes', 'json'],
  number: ['boolean', 'date', 'time', 'interval', 'uuid', 'bytes', 'json'],
  string: ['json'],
  date: ['boolean', 'time', 'interval', 'uuid', 'bytes', 'json'],
  time: ['boolean', 'date', 'interval', 'uuid', 'bytes', 'json'],
  timestamp: ['boolean', 'time', 'interval', 'uuid', 'bytes', 'json'],
  timestamptz: ['boolean', 'time', 'interval', 'uuid', 'bytes', 'json'],
  interval: ['boolean', 'date', 'time', 'timestamp', 'timestamptz', 'uuid', 'bytes', 'json'],
  uuid: ['boolean', 'integer', 'decimal', 'number', 'date', 'time', 'timestamp', 'json'],
}

/** Warns of mapped values whose type does not fit the field's. The connector and the destination have the last word. */
export function checkFieldTypes(
  sync: Sync,
  fields: readonly Pick<CompiledField, 'field' | 'type' | 'mapped'>[],
  object: Pick<ManifestObject, 'fields'>,
): readonly RevError[] {
  return fields.flatMap(({ field, type, mapped }) => {
    const known = Object.hasOwn(object.fields, field) ? object.fields[field] : undefined
    if (known === undefined || misfits[known.type]?.includes(type) !== true) return []
    const message = `${sync.place.file}: the field "${field}" of "${sync.object}" is ${known.type}, and the mapping gives it ${type}.`
    const hint = 'Convert the value with `apply`, or in the SQL.'
    return [new RevError('REV_CONFIG_MAPPING', message, { place: mapped.place, hint })]
  })
}
