import type { FieldDefinition, ManifestObject } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { MappedField } from '../mapped-field.ts'
import type { Sync } from '../project.ts'
import type { Problems } from './problems.ts'

/** What is known of an object's fields, from the manifest or from the account. */
export interface KnownFields extends Pick<ManifestObject, 'isOpen' | 'hasLookup'> {
  readonly fields: Readonly<Record<string, FieldDefinition>>
}

/** Checks mapped fields against those of the object: known, writable, complete. */
export function checkFields(sync: Sync, object: KnownFields, problems: Problems): void {
  for (const field of sync.fields) {
    checkField(field, sync, object, problems)
    checkWriteRule(field, sync, object, problems)
  }
  checkRequired(sync, object, problems)
}

function checkField(
  { field, place, nulls }: MappedField,
  sync: Sync,
  object: KnownFields,
  problems: Problems,
): void {
  const known = Object.hasOwn(object.fields, field) ? object.fields[field] : undefined
  if (known === undefined) {
    if (object.isOpen) return
    problems.add(
      'REV_CONFIG_MAPPING',
      `Failed to read ${sync.place.file}: the object "${sync.object}" has no field "${field}".`,
      { place, hint: suggestName(field, Object.keys(object.fields)) },
    )
    return
  }
  if (known.readOnly === true && sync.matchOn?.includes(field) !== true) {
    problems.add(
      'REV_CONFIG_MAPPING',
      `Failed to read ${sync.place.file}: the field "${field}" of "${sync.object}" is read-only.`,
      { place, hint: 'Remove it from the mapping.' },
    )
  }
  if (known.nullable === false && nulls === 'send' && known.required !== true) {
    problems.warn(
      'REV_CONFIG_MAPPING',
      `${sync.place.file}: the field "${field}" of "${sync.object}" takes no nulls, so a record with a null there will be refused.`,
      { place, hint: 'Give it `nulls: omit` or a default.' },
    )
  }
}

function checkWriteRule(
  { field, write, place }: MappedField,
  sync: Sync,
  { hasLookup }: KnownFields,
  problems: Problems,
): void {
  if (write === 'always' || hasLookup) return
  // A record that is created has nothing in its fields yet.
  if (sync.mode === 'create' || sync.mode === 'append' || sync.mode === 'replace') return
  problems.add(
    'REV_CONFIG_MAPPING',
    `Failed to read ${sync.place.file}: "${sync.object}" cannot be looked up, so the field "${field}" cannot be written ${write === 'if-empty' ? 'only if it is empty' : 'on creation only'}.`,
    { place, hint: 'Use `write: always`.' },
  )
}

function checkRequired(sync: Sync, object: KnownFields, problems: Problems): void {
  if (sync.isAllColumns || sync.mode === 'update') return
  const mapped = new Set(sync.fields.map(({ field }) => field))
  const missing = Object.entries(object.fields)
    .filter(([name, known]) => known.required === true && !mapped.has(name))
    .map(([name]) => name)
  if (missing.length === 0) return
  problems.warn(
    'REV_CONFIG_MAPPING',
    `${sync.place.file}: "${sync.object}" needs ${missing.join(', ')} to create a record, and the mapping does not give it.`,
    { place: sync.placeOf('map'), hint: `Map ${missing.join(', ')}.` },
  )
}
