import { jsonList, jsonObject, jsonText, type FieldDefinition, type ValueRecord } from '@revetl/sdk'
import type { Descriptions } from './descriptions.ts'
import { isKey, toField } from './described-field.ts'

// What a task is about may be any of dozens of objects; each would cost a request, for names that nobody reads.
const targetsMax = 10

/**
 * The fields by which a record refers to others without their ids: `Account.Region__c`, or `User:Owner.Email` where the
 * other may be of several types. Salesforce looks the other record up as it writes.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/relationship-fields-in-a-header-row-2-0.html (read 2026-11-27)
 */
export async function referenceFields(
  descriptions: Descriptions,
  fields: readonly ValueRecord[],
): Promise<Readonly<Record<string, FieldDefinition>>> {
  const found = await Promise.all(fields.map((one) => fieldsThrough(descriptions, one)))
  return Object.fromEntries(found.flat())
}

async function fieldsThrough(
  descriptions: Descriptions,
  described: ValueRecord,
): Promise<readonly (readonly [string, FieldDefinition])[]> {
  const relationship = jsonText(described['relationshipName'])
  const targets = jsonList(described['referenceTo']).flatMap((target) => jsonText(target) ?? [])
  const isWritable = described['createable'] === true || described['updateable'] === true
  if (relationship === undefined || !isWritable || targets.length > targetsMax) return []
  const found = await Promise.all(
    targets.map(async (target) => {
      const keys = jsonList((await descriptions.of(target))?.['fields'])
        .map(jsonObject)
        .filter(isKey)
      const prefix = targets.length > 1 ? `${target}:` : ''
      return keys.flatMap((key) => {
        const name = jsonText(key['name'])
        const field = toField(key)
        if (name === undefined || field === undefined) return []
        const title = `${jsonText(described['label']) ?? relationship}: ${field.title ?? name}`
        return [[`${prefix}${relationship}.${name}`, { type: field.type, title }] as const]
      })
    }),
  )
  return found.flat()
}
