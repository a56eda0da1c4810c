import {
  jsonList,
  jsonObject,
  jsonText,
  numberFromText,
  type FieldDefinition,
  type Value,
  type ValueType,
} from '@revetl/sdk'

// https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (read 2026-11-22)
const types: Readonly<Record<string, ValueType>> = {
  bool: 'boolean',
  number: 'decimal',
  date: 'date',
  datetime: 'timestamptz',
}
const textLengthMax = 65_536

/**
 * A property of the account as a field. What is known of it wins: HubSpot does not say that emails are unique, and
 * calls the record id, which records are matched by, read-only.
 */
export function toField(
  value: Value,
  { known, isRequired }: { known: FieldDefinition | undefined; isRequired: boolean },
): FieldDefinition {
  const property = jsonObject(value)
  const { readOnlyValue } = jsonObject(property['modificationMetadata'])
  const isReadOnly = !known && (readOnlyValue === true || property['calculated'] === true)
  const type = typeOf(jsonText(property['type']), jsonText(property['fieldType']))
  const options = jsonList(property['options']).flatMap(
    (option) => jsonText(jsonObject(option)['value']) ?? [],
  )
  const title = jsonText(property['label'])
  const description = jsonText(property['description'])
  return {
    type,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(isRequired ? { required: true } : {}),
    ...(isReadOnly ? { readOnly: true } : {}),
    ...(property['hasUniqueValue'] === true ? { unique: true } : {}),
    ...(type === 'string' && options.length > 0 ? { enum: options } : {}),
    ...(type === 'string' && property['type'] === 'string' ? { maxLength: textLengthMax } : {}),
    ...known,
  }
}

/** A property with several checkboxes takes a list; HubSpot itself keeps text with semicolons. */
function typeOf(type: string | undefined, fieldType: string | undefined): ValueType {
  if (fieldType === 'checkbox') return 'json'
  if (fieldType === 'booleancheckbox') return 'boolean'
  return types[type ?? ''] ?? 'string'
}

/** A property's text as a value of its field's type; an empty one is null. */
export function fromPropertyText(text: string | undefined, type: ValueType | undefined): Value {
  if (text === undefined) return null
  if (type === 'boolean') return text === 'true'
  if (type === 'json') return text.split(';').filter((option) => option !== '')
  const isNumber = type === 'decimal' || type === 'integer' || type === 'number'
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? numberFromText(text) : text
}
