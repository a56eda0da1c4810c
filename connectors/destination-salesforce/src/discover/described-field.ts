import { jsonList, jsonObject, jsonText } from '@revetl/sdk'
import type { FieldDefinition, ValueRecord, ValueType } from '@revetl/sdk'
import { recordId } from '../records/row.ts'

// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm (read 2026-11-27)
const types: Readonly<Record<string, ValueType>> = {
  boolean: 'boolean',
  int: 'integer',
  long: 'integer',
  double: 'decimal',
  currency: 'decimal',
  percent: 'decimal',
  date: 'date',
  datetime: 'timestamptz',
  time: 'time',
  base64: 'bytes',
  multipicklist: 'json',
}
// Their parts are fields of their own.
const compounds = new Set(['address', 'location', 'complexvalue'])
const personal: Readonly<Record<string, string>> = { email: 'email', phone: 'phone' }
const choicesMax = 1000
const shownMax = 20

/** A field of the org; undefined for one that cannot be written as a whole. */
export function toField(described: ValueRecord): FieldDefinition | undefined {
  const sort = jsonText(described['type']) ?? 'string'
  if (compounds.has(sort)) return undefined
  const type = types[sort] ?? 'string'
  const title = jsonText(described['label'])
  const description = descriptionOf(described)
  const pii = personal[sort]
  const { length } = described
  const isId = described['name'] === recordId
  const isWritable = described['createable'] === true || described['updateable'] === true
  const isNillable = described['nillable'] !== false
  const isRequired =
    described['createable'] === true && !isNillable && described['defaultedOnCreate'] !== true
  return {
    type,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(isRequired ? { required: true } : {}),
    // A record id is matched by, although nobody sets it.
    ...(isWritable || isId ? {} : { readOnly: true }),
    ...(described['unique'] === true || isId ? { unique: true } : {}),
    ...(isNillable || type === 'boolean' ? {} : { nullable: false }),
    ...(type === 'string' && typeof length === 'number' && length > 0 ? { maxLength: length } : {}),
    ...(type === 'string' ? choicesOf(described) : {}),
    ...(pii === undefined ? {} : { pii }),
  }
}

/** Whether records can be found by a field: external ids, and what Salesforce calls lookup fields. */
export function isKey(described: ValueRecord): boolean {
  const isLookup = described['externalId'] === true || described['idLookup'] === true
  return isLookup && described['name'] !== recordId
}

/** Only a restricted picklist refuses other values. */
function choicesOf(described: ValueRecord): Pick<FieldDefinition, 'enum'> {
  if (described['restrictedPicklist'] !== true) return {}
  const choices = [...new Set(choicesIn(described))]
  return choices.length === 0 || choices.length > choicesMax ? {} : { enum: choices }
}

const choicesIn = (described: ValueRecord): readonly string[] =>
  jsonList(described['picklistValues'])
    .map(jsonObject)
    .flatMap(({ active, value }) => (active === true ? (jsonText(value) ?? []) : []))

function descriptionOf(described: ValueRecord): string | undefined {
  const help = jsonText(described['inlineHelpText'])
  const choices = choicesIn(described)
  const more = choices.length > shownMax ? ', …' : ''
  const shown =
    choices.length === 0 ? undefined : `Choices: ${choices.slice(0, shownMax).join(', ')}${more}.`
  return [help, shown].filter((part) => part !== undefined).join(' ') || undefined
}
