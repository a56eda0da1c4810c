import { RevError, type FoundRecord, type LookupRequest, type RunContext } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { fromPropertyText } from '../properties/property-field.ts'
import { toPropertyText } from '../properties/property-value.ts'
import { readRecords } from './read.ts'

/** Reads records back by one unique property or by record id. */
export async function lookUpRecords(
  { object, matchOn, keys, fields }: LookupRequest,
  ctx: RunContext<Config>,
): Promise<readonly FoundRecord[]> {
  const [idProperty, ...more] = matchOn
  if (idProperty === undefined || more.length > 0) {
    throw new RevError('REV_CONFIG_MAPPING', 'HubSpot finds records by exactly one property.')
  }
  const type = (name: string) => object.fields[name]?.type
  const texts = keys.map(([value = null]) => toPropertyText(value, type(idProperty)).trim())
  const ids = [...new Set(texts)].filter((id) => id !== '')
  const query = { type: object.name, idProperty, ids, properties: fields }
  const found = await readRecords(ctx, query)
  return keys.flatMap(([value = null], index) => {
    const record = found.get(texts[index]?.toLowerCase() ?? '')
    if (!record) return []
    const values = fields.map((name) => [
      name,
      fromPropertyText(record.properties[name], type(name)),
    ])
    return [
      {
        match: { [idProperty]: value },
        fields: Object.fromEntries(values),
        remoteId: record.id,
      },
    ]
  })
}
