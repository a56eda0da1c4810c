import { isExactNumber, RevError, type Value, type ValueRecord } from '@revetl/sdk'
import { placeOf } from './profile-fields.ts'

/** A profile as requests carry it. */
export interface ProfileInput {
  readonly type: 'profile'
  readonly id?: string
  readonly attributes: ValueRecord
  readonly meta?: { readonly patch_properties: { readonly unset: readonly string[] } }
}

/**
 * The values of a record as a profile. Nulls are left out, since an import ignores them.
 * @throws `REV_VALUE_INVALID` for a list or an object in a field that takes text
 */
export function toProfile(fields: ValueRecord): ProfileInput {
  return arrange(Object.entries(fields).filter(([, value]) => (value ?? null) !== null))
}

/** A profile that clears the fields which are null, and holds nothing else but the match fields. */
export function toClearing(fields: ValueRecord, matchOn: readonly string[]): ProfileInput {
  const nulls = Object.keys(fields).filter((name) => fields[name] === null)
  const unset = nulls.filter((name) => placeOf(name).kind === 'property')
  const kept = [...matchOn, ...nulls.filter((name) => !unset.includes(name))]
  const profile = arrange(kept.map((name) => [name, fields[name] ?? null] as const))
  return unset.length === 0 ? profile : { ...profile, meta: { patch_properties: { unset } } }
}

function arrange(values: readonly (readonly [string, Value])[]): ProfileInput {
  const parts = { id: {}, attribute: {}, location: {}, property: {} } satisfies Record<
    string,
    object
  >
  for (const [name, value] of values) {
    const { kind, key } = placeOf(name)
    // A custom property may be called __proto__.
    Object.defineProperty(parts[kind], key, {
      value: kind === 'property' ? value : toText(value),
      enumerable: true,
    })
  }
  const { id, attribute, location, property } = parts
  return {
    type: 'profile',
    ...(id as { id?: string }),
    attributes: {
      ...attribute,
      ...(Object.keys(location).length > 0 ? { location } : {}),
      ...(Object.keys(property).length > 0 ? { properties: property } : {}),
    },
  }
}

/** A value as the text that Klaviyo's own fields take: ids and zip codes are often numbers in a warehouse. */
export function toText(value: Value): string | null {
  if (value === null || typeof value === 'string') return value
  if (isExactNumber(value)) return value.text
  if (typeof value !== 'object') return String(value)
  throw new RevError('REV_VALUE_INVALID', "One of Klaviyo's own fields takes text alone.")
}
