import type { Value, ValueRecord } from '@revetl/sdk'

/** A user as Braze keeps one. */
export interface User {
  readonly braze_id: string
  external_id?: string
  readonly user_aliases: { readonly alias_name: string; readonly alias_label: string }[]
  readonly profile: Record<string, Value>
  readonly custom: Record<string, Value>
}

type Alias = User['user_aliases'][number]

const profileNames = new Set([
  'email',
  'phone',
  'first_name',
  'last_name',
  'dob',
  'gender',
  'country',
  'home_city',
  'language',
  'time_zone',
  'image_url',
  'current_location',
  'email_subscribe',
  'push_subscribe',
  'subscription_groups',
  'date_of_first_session',
  'date_of_last_session',
  'marked_email_as_spam_at',
])
const control = new Set([
  'external_id',
  'user_alias',
  'braze_id',
  '_update_existing_only',
  '_merge_objects',
  'push_token_import',
])

/** The users of a workspace: https://www.braze.com/docs/api/objects_filters/user_attributes_object/ (read 2026-11-27) */
export class UserStore {
  readonly #users = new Map<string, User>()
  #lastId = 0

  list(): readonly User[] {
    return [...this.#users.values()]
  }

  remove({ braze_id: id }: User): void {
    this.#users.delete(id)
  }

  /** The user that an object of a request is about; of an email and a phone number the email counts. */
  find(object: ValueRecord): User | undefined {
    const { external_id: externalId, user_alias: alias, braze_id: brazeId, email, phone } = object
    if (typeof brazeId === 'string') return this.#users.get(brazeId)
    const isMeant = (user: User): boolean => {
      if (typeof externalId === 'string') return user.external_id === externalId
      if (isAlias(alias)) return user.user_aliases.some((one) => isSame(one, alias))
      if (typeof email === 'string') return lower(user.profile['email']) === email.toLowerCase()
      return user.profile['phone'] === phone
    }
    return this.list().find(isMeant)
  }

  /** The same, created where the object allows it; `undefined` where it does not. */
  findOrCreate(object: ValueRecord): User | undefined {
    const found = this.find(object)
    if (found) return found
    const { _update_existing_only: isUpdate, user_alias: alias, braze_id: brazeId } = object
    // "If this value is omitted, the alias-only user profile will not be created."
    const isCreated = isUpdate !== true && brazeId === undefined && (!alias || isUpdate === false)
    return isCreated ? this.#create(object) : undefined
  }

  setAttributes(user: User, object: ValueRecord): void {
    for (const [name, value] of Object.entries(object)) {
      if (control.has(name)) continue
      const holder = profileNames.has(name) ? user.profile : user.custom
      if (value === null) Reflect.deleteProperty(holder, name)
      else if (!holdsNull(value)) define(holder, name, cut(merge(holder[name], value, object)))
    }
  }

  #create({ external_id: externalId, user_alias: alias, email, phone }: ValueRecord): User {
    this.#lastId += 1
    const id = `b${String(this.#lastId).padStart(8, '0')}`
    const user: User = {
      braze_id: id,
      ...(typeof externalId === 'string' ? { external_id: externalId } : {}),
      user_aliases: isAlias(alias) ? [alias] : [],
      profile: { ...(email ? { email } : {}), ...(phone ? { phone } : {}) },
      custom: {},
    }
    this.#users.set(id, user)
    return user
  }
}

/** Whether a value is an alias. */
export function isAlias(value: Value | undefined): value is Value & Alias {
  return typeof value === 'object' && value !== null && 'alias_name' in value
}

const isSame = (one: Alias, other: Alias): boolean =>
  one.alias_name === other.alias_name && one.alias_label === other.alias_label

const lower = (value: Value | undefined): string =>
  typeof value === 'string' ? value.toLowerCase() : ''

const isPlain = (value: Value | undefined): value is ValueRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// "When a nested custom attribute contains … null values, all nested custom attribute updates in the request will be dropped"
const holdsNull = (value: Value): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).some((one: Value) => one === null || holdsNull(one))

function merge(
  old: Value | undefined,
  value: Value,
  { _merge_objects: merges }: ValueRecord,
): Value {
  return merges === true && isPlain(old) && isPlain(value) ? { ...old, ...value } : value
}

// "Custom attribute keys and values have a maximum length of 255 characters."
const cut = (value: Value): Value => (typeof value === 'string' ? value.slice(0, 255) : value)

/** An attribute may be called __proto__. */
function define(holder: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(holder, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}
