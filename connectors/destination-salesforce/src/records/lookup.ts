import { jsonText, RevError } from '@revetl/sdk'
import type { FoundRecord, LookupRequest, RunContext, ValueRecord } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { toCellText, toFieldValue } from '../values/field-value.ts'
import { fromSalesforce } from '../values/from-salesforce.ts'
import { isNumeric } from './find-ids.ts'
import { queryRecords, valueAt } from './query-records.ts'
import { recordId } from './row.ts'

/** Reads records back by one field. */
export async function lookUpRecords(
  { object, matchOn, keys, fields }: LookupRequest,
  ctx: RunContext<Config>,
): Promise<readonly FoundRecord[]> {
  const [matchField, ...more] = matchOn
  if (matchField === undefined || more.length > 0) {
    throw new RevError('REV_CONFIG_MAPPING', 'Salesforce finds records by exactly one field.')
  }
  const typeOf = (name: string) => object.fields[name]?.type
  const toKey = (value: Parameters<typeof toFieldValue>[0]) => {
    const sent = toFieldValue(value, typeOf(matchField))
    const text = sent === null ? '' : toCellText(sent).trim()
    return matchField === recordId ? text.slice(0, 15) : text.toLowerCase()
  }
  const values = new Map(keys.map(([value = null]) => [toKey(value), value]))
  values.delete('')
  // What a record of several types refers to cannot be read by a field of one of them.
  const readable = fields.filter((name) => !name.includes(':'))
  const records = await queryRecords(ctx, {
    object: object.name,
    fields: [...new Set([recordId, matchField, ...readable])],
    matchField,
    isNumeric: isNumeric(typeOf(matchField)),
    texts: [...values.keys()].filter((text) => text !== ''),
  })
  const toFound = (record: ValueRecord): readonly FoundRecord[] => {
    const value = values.get(toKey(valueAt(record, matchField) ?? null))
    if (value === undefined) return []
    const remoteId = jsonText(record[recordId])
    const found = readable.map(
      (name) => [name, fromSalesforce(valueAt(record, name), typeOf(name))] as const,
    )
    return [
      {
        match: { [matchField]: value },
        fields: Object.fromEntries(found),
        ...(remoteId === undefined ? {} : { remoteId }),
      },
    ]
  }
  return records.flatMap(toFound)
}
