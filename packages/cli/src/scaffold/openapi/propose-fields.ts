import type { FieldDefinition, ValueType } from '@revetl/sdk'
import { isJson, type Json, type OpenapiDocument } from './openapi-document.ts'

const byFormat: Readonly<Record<string, ValueType>> = {
  date: 'date',
  'date-time': 'timestamptz',
  time: 'time',
  duration: 'interval',
  uuid: 'uuid',
  byte: 'bytes',
}

const byType: Readonly<Record<string, ValueType>> = {
  boolean: 'boolean',
  integer: 'integer',
  number: 'decimal',
  string: 'string',
}

/** The fields of a record whose JSON schema is given. */
export function proposeFields(
  document: OpenapiDocument,
  schema: Json,
): Record<string, FieldDefinition> {
  const { properties, required } = schema
  const demanded = new Set(Array.isArray(required) ? required : [])
  const entries = isJson(properties) ? Object.entries(properties) : []
  return Object.fromEntries(
    entries.map(([name, property]) => [
      name,
      fieldOf(document.schema(property), demanded.has(name)),
    ]),
  )
}

function fieldOf(schema: Json, isRequired: boolean): FieldDefinition {
  const { type, format, title, maxLength, enum: values, readOnly } = schema
  // OpenAPI 3.1 lists null among the types.
  const plain = Array.isArray(type) ? type.find((one) => one !== 'null') : type
  const known = typeof format === 'string' && plain === 'string' ? byFormat[format] : undefined
  const valueType = known ?? byType[String(plain)] ?? 'json'
  const texts = Array.isArray(values) ? values.filter((one) => typeof one === 'string') : []
  return {
    type: valueType,
    ...(typeof title === 'string' ? { title } : {}),
    ...(isRequired ? { required: true } : {}),
    ...(readOnly === true ? { readOnly: true } : {}),
    ...(Number.isInteger(maxLength) ? { maxLength: Number(maxLength) } : {}),
    ...(valueType === 'string' && texts.length > 0 ? { enum: texts } : {}),
  }
}
