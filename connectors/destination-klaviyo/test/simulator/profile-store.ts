import type { Value, ValueRecord } from '@revetl/sdk'
import { invalid, type Problem } from './errors.ts'

/** A profile as a request has it. */
export interface ProfileBody {
  readonly type?: string
  readonly id?: string | null
  readonly attributes?: ValueRecord
  readonly meta?: { readonly patch_properties?: { readonly unset?: string | readonly string[] } }
}

/** A profile that is kept. */
export interface Profile {
  readonly id: string
  readonly attributes: Record<string, Value>
}

const identifiers = ['email', 'phone_number', 'external_id'] as const
const known = new Set([
  ...identifiers,
  '_kx',
  'first_name',
  'last_name',
  'organization',
  'locale',
  'title',
  'image',
  'location',
  'properties',
])

/** A value that has to be a text; anything else is one that fits nowhere. */
export const textOf = (value: Value | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

/** The people of an account: https://developers.klaviyo.com/en/reference/profiles_api_overview (read 2026-11-27) */
export class ProfileStore {
  readonly #profiles = new Map<string, Profile>()
  /** Profiles by each of their identifiers. */
  readonly #index = new Map<string, Profile>()
  #lastId = 0

  list(): readonly Profile[] {
    return [...this.#profiles.values()]
  }

  get(id: string): Profile | undefined {
    return this.#profiles.get(id)
  }

  remove(id: string): void {
    this.#profiles.delete(id)
    for (const [entry, profile] of this.#index) if (profile.id === id) this.#index.delete(entry)
  }

  /** Profiles by any value of one identifier; emails match without their case. */
  findBy(name: string, values: readonly string[]): readonly Profile[] {
    return values.flatMap((value) => {
      const found = name === 'id' ? this.get(value) : this.#index.get(entryOf(name, value))
      return found ?? []
    })
  }

  /** Every profile that one of the identifiers leads to. */
  matches({ id, attributes = {} }: ProfileBody): readonly Profile[] {
    const byId = id ? this.findBy('id', [id]) : []
    const byOther = identifiers.flatMap((name) => {
      const value = attributes[name]
      return typeof value === 'string' ? this.findBy(name, [value]) : []
    })
    return [...new Set([...byId, ...byOther])]
  }

  /** Updates or creates; null clears unless the end point ignores it. */
  write(body: ProfileBody, { ignoresNull }: { readonly ignoresNull: boolean }): Profile {
    const [found] = this.matches(body)
    const profile = found ?? this.#create()
    const kept = (values: ValueRecord): ValueRecord =>
      Object.fromEntries(
        Object.entries(values).filter(([, value]) => !ignoresNull || value !== null),
      )
    const { location, properties, ...plain } = kept(body.attributes ?? {})
    Object.assign(profile.attributes, plain)
    for (const [name, values] of Object.entries({ location, properties })) {
      if (values === undefined) continue
      const old = profile.attributes[name] as ValueRecord
      profile.attributes[name] = { ...old, ...kept(values as ValueRecord) }
    }
    const unset = [body.meta?.patch_properties?.unset ?? []].flat()
    const left = Object.entries(profile.attributes['properties'] as ValueRecord)
    profile.attributes['properties'] = Object.fromEntries(
      left.filter(([name]) => !unset.includes(name)),
    )
    for (const name of identifiers) {
      const value = profile.attributes[name]
      if (typeof value === 'string') this.#index.set(entryOf(name, value), profile)
    }
    return profile
  }

  #create(): Profile {
    this.#lastId += 1
    const id = `01SIM${String(this.#lastId).padStart(21, '0')}`
    const names = [...known].filter((name) => name !== '_kx')
    const attributes: Record<string, Value> = Object.fromEntries(names.map((name) => [name, null]))
    const profile = { id, attributes: { ...attributes, location: {}, properties: {} } }
    this.#profiles.set(id, profile)
    return profile
  }
}

const entryOf = (name: string, value: string): string =>
  JSON.stringify([name, name === 'email' ? value.toLowerCase() : value])

/** What is wrong with the form of a profile, each with a pointer below `at`. */
export function problemsOf({ id, attributes = {} }: ProfileBody, at: string): readonly Problem[] {
  const unknown = Object.keys(attributes).filter((name) => !known.has(name))
  const { email, phone_number: phone } = attributes
  const hasIdentifier = Boolean(id) || identifiers.some((name) => attributes[name])
  const isPhone = typeof phone === 'string' && /^\+[1-9]\d{6,14}$/.test(phone)
  return [
    ...unknown.map((name) =>
      invalid(
        `'${name}' is not a valid field for the resource 'profile'.`,
        `${at}/attributes/${name}`,
      ),
    ),
    ...(email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(textOf(email))
      ? [invalid('Invalid email address', `${at}/attributes/email`)]
      : []),
    ...(phone && !isPhone
      ? [invalid('Invalid phone number format', `${at}/attributes/phone_number`)]
      : []),
    ...(hasIdentifier
      ? []
      : [
          invalid(
            'One of email, phone_number, external_id, or id is required.',
            `${at}/attributes/`,
          ),
        ]),
  ]
}
