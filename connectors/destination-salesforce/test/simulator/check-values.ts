import { failure, type SalesforceError } from './errors.ts'
import type { FieldMeta, ObjectMeta } from './metadata.ts'
import type { Org } from './org.ts'
import { isScalar, scalarText } from './scalar.ts'

type Values = Readonly<Record<string, unknown>>

/** What an org says against the values of a record; the first of its findings. */
export function checkValues(
  org: Org,
  object: ObjectMeta,
  values: Values,
  { isNew, ownId }: { readonly isNew: boolean; readonly ownId: string | undefined },
): SalesforceError | undefined {
  for (const [name, value] of Object.entries(values)) {
    const meta = org.field(object.name, name)
    const found = meta ? checkValue(meta, value) : noColumn(object, name)
    if (found) return found
  }
  return (
    (isNew ? checkRequired(object, values) : checkCleared(object, values)) ??
    checkRules(object, values) ??
    checkUnique(org, object, values, ownId)
  )
}

const noColumn = ({ name: object }: ObjectMeta, name: string): SalesforceError =>
  failure('INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`)

function checkValue(meta: FieldMeta, value: unknown): SalesforceError | undefined {
  const { name, type, length, isReadOnly, choices } = meta
  if (isReadOnly === true) {
    const message = `Unable to create/update fields: ${name}. Please check the security settings of this field.`
    return failure('INVALID_FIELD_FOR_INSERT_UPDATE', message, [name])
  }
  if (value === null) return undefined
  const text = scalarText(value)
  if (length !== undefined && Array.from(text).length > length) {
    const message = `${name}: data value too large: ${text.slice(0, 20)}… (max length=${length})`
    return failure('STRING_TOO_LONG', message, [name])
  }
  const isChoice = type === 'multipicklist' ? text.split(';') : [text]
  if (choices && isChoice.some((choice) => !choices.includes(choice))) {
    const message = `${name}: bad value for restricted picklist field: ${text}`
    return failure('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [name])
  }
  return fitsType(type, value) ? undefined : wrongType(name, type, text)
}

function fitsType(type: string, value: unknown): boolean {
  const text = scalarText(value)
  switch (type) {
    case 'boolean':
      return text === 'true' || text === 'false'
    case 'int':
      return /^-?\d{1,9}$|^-?[12]\d{9}$/.test(text)
    case 'double':
    case 'currency':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text)
    case 'datetime':
      return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/.test(text)
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
    default:
      return isScalar(value)
  }
}

const wrongType = (name: string, type: string, text: string): SalesforceError =>
  type === 'email'
    ? failure('INVALID_EMAIL_ADDRESS', `${name}: invalid email address: ${text}`, [name])
    : failure('INVALID_TYPE_ON_FIELD_IN_RECORD', `${name}: value not of required type: ${text}`, [
        name,
      ])

function checkRequired({ fields }: ObjectMeta, values: Values): SalesforceError | undefined {
  const missing = fields
    .filter(({ isRequired, name }) => isRequired === true && (values[name] ?? null) === null)
    .map(({ name }) => name)
  return missing.length === 0
    ? undefined
    : failure(
        'REQUIRED_FIELD_MISSING',
        `Required fields are missing: [${missing.join(', ')}]`,
        missing,
      )
}

function checkCleared({ fields }: ObjectMeta, values: Values): SalesforceError | undefined {
  const cleared = fields.find(
    ({ isRequired, name }) => isRequired === true && values[name] === null,
  )
  return (
    cleared &&
    failure('REQUIRED_FIELD_MISSING', `Required fields are missing: [${cleared.name}]`, [
      cleared.name,
    ])
  )
}

// Validation rules, duplicate rules and triggers are an administrator's; these stand for them.
function checkRules({ name: object }: ObjectMeta, values: Values): SalesforceError | undefined {
  if (Object.values(values).includes('breaks a rule')) {
    return failure('FIELD_CUSTOM_VALIDATION_EXCEPTION', `This ${object} breaks a validation rule.`)
  }
  if (Object.values(values).includes('looks like another')) {
    return failure('DUPLICATES_DETECTED', "You're creating a duplicate record.")
  }
  if (!Object.values(values).includes('breaks a trigger')) return undefined
  return failure(
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'Score: execution of BeforeInsert caused by: System.LimitException: Apex CPU time limit exceeded',
  )
}

function checkUnique(
  org: Org,
  object: ObjectMeta,
  values: Values,
  ownId: string | undefined,
): SalesforceError | undefined {
  for (const { name, isUnique } of object.fields) {
    if (isUnique !== true || (values[name] ?? null) === null) continue
    const other = org.find(object.name, name, values[name]).find(({ id }) => id !== ownId)
    if (other === undefined) continue
    const message = `duplicate value found: ${name} duplicates value on record with id: ${other.id}`
    return failure('DUPLICATE_VALUE', message)
  }
  return undefined
}
