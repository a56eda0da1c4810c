import type { Context, FoundRecord, LookupRequest, RunContext, Value } from '@revetl/sdk'
import { nextCursor, profilesAnswer, readAnswer } from '../answers.ts'
import { readProfiles } from '../client.ts'
import type { Config } from '../config.ts'
import { placeOf } from './profile-fields.ts'
import { toText } from './profile-input.ts'

/** A profile as Klaviyo has it. */
export interface StoredProfile {
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
}

// 100 profiles a page: https://developers.klaviyo.com/en/v2026-07-15/reference/get_profiles (read 2026-11-27)
const valuesMax = 100
// Servers refuse addresses beyond 8 kB; the rest of the query needs room as well.
const filterLengthMax = 6000

/** The key under which `findProfiles` gives a profile back: Klaviyo compares emails without their case. */
export function keyOf(identifier: string, value: Value | undefined): string {
  const text = (toText(value ?? null) ?? '').trim()
  return identifier === 'email' ? text.toLowerCase() : text
}

/** Profiles by the key of their identifier; what is not there is left out. */
export async function findProfiles(
  ctx: Context<Config>,
  identifier: string,
  { values, fields = [] }: { values: readonly string[]; fields?: readonly string[] },
): Promise<ReadonlyMap<string, StoredProfile>> {
  const found = new Map<string, StoredProfile>()
  const wanted = [...new Set(values)].filter((value) => value !== '')
  const attributes = [...new Set([identifier, ...fields].map(attributeOf))].join(',')
  for (const part of partsOf(wanted)) {
    let cursor: string | undefined
    do {
      const response = await readProfiles(ctx, {
        filter: `any(${identifier},${JSON.stringify(part)})`,
        'fields[profile]': attributes,
        'page[size]': valuesMax,
        ...(cursor === undefined ? {} : { 'page[cursor]': cursor }),
      })
      const page = readAnswer(profilesAnswer, response)
      for (const profile of page.data)
        found.set(keyOf(identifier, valueOf(profile, identifier)), profile)
      cursor = nextCursor(page)
    } while (cursor !== undefined)
  }
  return found
}

function attributeOf(name: string): string {
  return placeOf(name).kind === 'property' ? 'properties' : name
}

function partsOf(values: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  let length = Infinity
  for (const value of values) {
    const added = encodeURIComponent(value).length + 9
    if (length + added > filterLengthMax || (parts.at(-1)?.length ?? valuesMax) >= valuesMax) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(value)
    length += added
  }
  return parts
}

/** The value of a field in a profile. */
export function valueOf({ id, attributes }: StoredProfile, name: string): Value {
  const { kind, key } = placeOf(name)
  if (kind === 'id') return id
  const holder =
    kind === 'attribute' ? attributes : attributes[kind === 'location' ? kind : 'properties']
  const isThere = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
  return isThere ? ((holder as Readonly<Record<string, Value>>)[key] ?? null) : null
}

/** Reads profiles back by one identifier. */
export async function lookUpProfiles(
  { matchOn, keys, fields }: LookupRequest,
  ctx: RunContext<Config>,
): Promise<readonly FoundRecord[]> {
  const [identifier = 'email'] = matchOn
  const values = keys.map(([value]) => keyOf(identifier, value))
  const found = await findProfiles(ctx, identifier, { values, fields })
  return keys.flatMap(([value = null], index) => {
    const profile = found.get(values[index] ?? '')
    if (profile === undefined) return []
    const entries = fields.map((name) => [name, valueOf(profile, name)] as const)
    const match = { [identifier]: value }
    return [{ match, fields: Object.fromEntries(entries), remoteId: profile.id }]
  })
}
