import type { ErrorDetail } from './errors.ts'
import type { Property } from './property-definitions.ts'

const dayMs = 86_400_000
// Text properties: https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (read 2026-11-22)
const textLengthMax = 65_536

type Complaint = readonly [code: string, message: string]

/** What HubSpot finds wrong with the values of one record. */
export function checkProperties(
  definitions: readonly Property[],
  values: Readonly<Record<string, unknown>>,
): ErrorDetail[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const complaint = complainAbout(definitions, name, value)
    if (!complaint) return []
    return [{ code: complaint[0], message: complaint[1], context: { propertyName: [name] } }]
  })
}

function complainAbout(
  definitions: readonly Property[],
  name: string,
  value: unknown,
): Complaint | undefined {
  const definition = definitions.find((candidate) => candidate.name === name)
  if (!definition) return ['PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`]
  if (definition.modificationMetadata.readOnlyValue) {
    return ['READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`]
  }
  if (typeof value !== 'string') return ['INVALID_TYPE', `${name} was not a string`]
  if (value === '') return undefined // An empty string clears the property.
  return name === 'email' ? complainAboutEmail(value) : complainAboutValue(definition, value)
}

function complainAboutEmail(value: string): Complaint | undefined {
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value)) return undefined
  return ['INVALID_EMAIL', `Email address ${value} is invalid`]
}

function complainAboutValue(
  { name, type, fieldType, options }: Property,
  value: string,
): Complaint | undefined {
  const allowed = options.map((option) => option.value)
  const chosen = fieldType === 'checkbox' ? value.split(';').filter((part) => part !== '') : [value]
  switch (type) {
    case 'number':
      if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return undefined
      return ['INVALID_INTEGER', `${value} was not a valid number.`]
    case 'bool':
    case 'enumeration':
      if (chosen.every((part) => allowed.includes(part))) return undefined
      return [
        'INVALID_OPTION',
        `${value} was not one of the allowed options: [${allowed.join(', ')}]`,
      ]
    case 'date':
      return isDate(value)
        ? undefined
        : ['INVALID_DATE', `${value} is at the wrong time, not midnight UTC.`]
    case 'datetime':
      return isDatetime(value) ? undefined : ['INVALID_DATE', `${value} was not a valid date.`]
    default:
      if (value.length <= textLengthMax) return undefined
      return ['INVALID_LENGTH', `${name} is longer than ${textLengthMax} characters.`]
  }
}

const isDate = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) || (/^-?\d+$/.test(value) && Number(value) % dayMs === 0)

const isDatetime = (value: string): boolean =>
  /^-?\d+$/.test(value) ||
  /^\d{4}-\d{2}-\d{2}$/.test(value) ||
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value)
