import { AssociationStore } from './association-store.ts'
import type { ContactList } from './contact-list.ts'
import { standardProperties, type Property } from './property-definitions.ts'

/** A record of the simulated account. */
export interface CrmRecord {
  readonly id: string
  readonly properties: Record<string, string>
  readonly createdAtMs: number
  updatedAtMs: number
  isArchived: boolean
}

/** A custom object of the account. */
export interface CustomObject {
  readonly name: string
  /** `p<portal>_<name>`; the API takes it and the type id for the object. */
  readonly fullyQualifiedName: string
  readonly objectTypeId: string
  readonly properties: readonly Property[]
  readonly requiredProperties: readonly string[]
}

/** Everything in the simulated account. */
export class CrmStore {
  readonly customObjects: readonly CustomObject[]
  readonly lists: readonly ContactList[]
  readonly associations = new AssociationStore()
  /** Occurrences by UUID. */
  readonly events = new Map<string, object>()
  readonly #records = new Map<string, Map<string, CrmRecord>>()
  /** Records by type, unique property and value; the last that had it. */
  readonly #byValue = new Map<string, CrmRecord>()
  #lastId = 1000

  constructor(customObjects: readonly CustomObject[], lists: readonly ContactList[]) {
    this.customObjects = customObjects
    this.lists = lists
  }

  /** The properties of an object type, or `undefined` where the account has no such type. */
  properties(type: string): readonly Property[] | undefined {
    return standardProperties[type] ?? this.custom(type)?.properties
  }

  custom(type: string): CustomObject | undefined {
    return this.customObjects.find(
      ({ fullyQualifiedName, objectTypeId }) =>
        fullyQualifiedName === type || objectTypeId === type,
    )
  }

  /** Whether records can be found by a property besides their id. */
  isUnique(type: string, name: string): boolean {
    if (type === 'contacts' && name === 'email') return true
    return this.properties(type)?.some((one) => one.name === name && one.hasUniqueValue) ?? false
  }

  /** The live record with a value in a unique property, or with an id. */
  find(type: string, idProperty: string | undefined, value: string): CrmRecord | undefined {
    const records = this.#of(type)
    if (idProperty === undefined || idProperty === 'hs_object_id') {
      const record = records.get(value)
      return record?.isArchived === false ? record : undefined
    }
    const wanted = normalize(idProperty, value)
    const record = this.#byValue.get(this.#place(type, idProperty, wanted))
    const isIt = record?.isArchived === false && record.properties[idProperty] === wanted
    return isIt ? record : undefined
  }

  /** Another live record that has one of these unique values already. */
  findConflict(
    type: string,
    values: Record<string, string>,
    own?: CrmRecord,
  ): CrmRecord | undefined {
    for (const [name, value] of Object.entries(values)) {
      if (value === '' || !this.isUnique(type, name)) continue
      const holder = this.find(type, name, value)
      if (holder && holder !== own) return holder
    }
    return undefined
  }

  insert(type: string, values: Record<string, string>, nowMs: number): CrmRecord {
    this.#lastId += 1
    const id = String(this.#lastId)
    const properties = { hs_object_id: id }
    const record = { id, properties, createdAtMs: nowMs, updatedAtMs: nowMs, isArchived: false }
    this.#of(type).set(id, record)
    this.update(type, record, values, nowMs)
    return record
  }

  update(type: string, record: CrmRecord, values: Record<string, string>, nowMs: number): void {
    record.updatedAtMs = nowMs
    for (const [name, value] of Object.entries(values)) {
      if (value === '') delete record.properties[name]
      else record.properties[name] = normalize(name, value)
      if (value === '' || !this.isUnique(type, name)) continue
      this.#byValue.set(this.#place(type, name, normalize(name, value)), record)
    }
  }

  /** The live records of a type, for verification. */
  list(type: string): readonly CrmRecord[] {
    return this.#of(type)
      .values()
      .filter(({ isArchived }) => !isArchived)
      .toArray()
  }

  /** Empties the account. */
  clear(): void {
    this.#records.clear()
    this.#byValue.clear()
  }

  /** Every live record's properties by object type. */
  show(): Record<string, Record<string, string>[]> {
    const types = [...this.#records.keys()]
    return Object.fromEntries(
      types.map((type) => [type, this.list(type).map(({ properties }) => ({ ...properties }))]),
    )
  }

  #place(type: string, name: string, value: string): string {
    return JSON.stringify([this.custom(type)?.objectTypeId ?? type, name, value])
  }

  #of(type: string): Map<string, CrmRecord> {
    const key = this.custom(type)?.objectTypeId ?? type
    const records = this.#records.get(key) ?? new Map<string, CrmRecord>()
    this.#records.set(key, records)
    return records
  }
}

const normalize = (name: string, value: string): string =>
  name === 'email' ? value.trim().toLowerCase() : value
