import { jsonList, jsonObject, jsonText } from '@revetl/sdk'
import type {
  DiscoveredObject,
  DiscoveredOperation,
  FieldDefinition,
  ValueRecord,
} from '@revetl/sdk'
import { recordId } from '../records/row.ts'
import type { Descriptions } from './descriptions.ts'
import { isKey, toField } from './described-field.ts'
import { referenceFields } from './reference-fields.ts'

/** An object with its fields, those of the objects that it refers to, and what the user may do with it. */
export async function toDiscovered(
  descriptions: Descriptions,
  name: string,
): Promise<readonly DiscoveredObject[]> {
  const described = await descriptions.of(name)
  if (described === undefined) return []
  const all = jsonList(described['fields']).map(jsonObject)
  const fields = all.flatMap((one) => {
    const field = toField(one)
    const own = jsonText(one['name'])
    return own === undefined || field === undefined ? [] : [[own, field] as const]
  })
  const title = jsonText(described['labelPlural'])
  return [
    {
      name,
      ...(title === undefined ? {} : { title }),
      fields: { ...Object.fromEntries(fields), ...(await referenceFields(descriptions, all)) },
      operations: operationsOf(described, keysOf(all, Object.fromEntries(fields)), descriptions),
      isOpen: false,
    },
  ]
}

interface Keys {
  /** The fields by which records are found, best first; without the record id. */
  readonly matchOn: readonly (readonly string[])[]
  /** Those of which no two records share a value. */
  readonly unique: readonly (readonly string[])[]
}

function keysOf(
  all: readonly ValueRecord[],
  fields: Readonly<Record<string, FieldDefinition>>,
): Keys {
  const keys = all.filter(isKey).flatMap((one) => {
    const name = jsonText(one['name'])
    const isSettable = name !== undefined && fields[name] !== undefined && !fields[name].readOnly
    return isSettable ? [{ name, rank: rankOf(one), isUnique: one['unique'] === true }] : []
  })
  keys.sort((a, b) => a.rank - b.rank)
  return {
    matchOn: keys.map(({ name }) => [name]),
    unique: keys.filter(({ isUnique }) => isUnique).map(({ name }) => [name]),
  }
}

/** External ids that no two records share, then the others, then Salesforce's own lookup fields. */
function rankOf(field: ValueRecord): number {
  if (field['externalId'] !== true) return 2
  return field['unique'] === true ? 0 : 1
}

function operationsOf(
  described: ValueRecord,
  { matchOn, unique }: Keys,
  { parallel: inFlightMax }: Descriptions,
): NonNullable<DiscoveredObject['operations']> {
  const may = (right: string) => described[right] === true
  const byAny: DiscoveredOperation = { matchOn: [...matchOn, [recordId]], inFlightMax }
  const creation: DiscoveredOperation =
    unique.length > 0 ? { matchOn: unique, resend: 'reconcile', inFlightMax } : { inFlightMax }
  const mayUpsert = may('createable') && may('updateable') && matchOn.length > 0
  return {
    ...(mayUpsert ? { upsert: { matchOn, inFlightMax } } : {}),
    ...(may('updateable') ? { update: byAny } : {}),
    ...(may('createable') ? { create: creation } : {}),
    ...(may('deletable') ? { delete: byAny } : {}),
  }
}
