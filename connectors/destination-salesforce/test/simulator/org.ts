import { scalarText } from './scalar.ts'
import type { FieldMeta, ObjectMeta } from './metadata.ts'

/** A record as the org keeps it; its id and its values by field. */
export interface OrgRecord {
  readonly id: string
  readonly values: Record<string, unknown>
}

/** The objects and records of a simulated org. */
export class Org {
  readonly objects: ObjectMeta[]
  readonly #records = new Map<string, Map<string, OrgRecord>>()
  readonly #index = new Map<string, Map<string, Set<string>>>()
  readonly #deleted = new Set<string>()
  readonly #keepsValues: boolean
  #count = 0

  constructor(objects: readonly ObjectMeta[], keepsValues: boolean) {
    this.objects = [...objects]
    this.#keepsValues = keepsValues
  }

  object(name: string): ObjectMeta | undefined {
    return this.objects.find((one) => one.name.toLowerCase() === name.toLowerCase())
  }

  field(object: string, name: string): FieldMeta | undefined {
    return this.object(object)?.fields.find((one) => one.name.toLowerCase() === name.toLowerCase())
  }

  count(object: string): number {
    return this.#records.get(object)?.size ?? 0
  }

  list(object: string): readonly OrgRecord[] {
    return [...(this.#records.get(object)?.values() ?? [])]
  }

  /** By its id, of 15 or 18 characters. */
  byId(object: string, id: string): OrgRecord | undefined {
    return this.#records.get(object)?.get(id.slice(0, 15))
  }

  isDeleted(id: string): boolean {
    return this.#deleted.has(id.slice(0, 15))
  }

  /** By a field that is indexed: an external id or a lookup field. Texts are compared without their case. */
  find(object: string, name: string, value: unknown): readonly OrgRecord[] {
    if (name === 'Id') {
      const one = this.byId(object, scalarText(value))
      return one ? [one] : []
    }
    const ids = this.#index.get(`${object}.${name}`)?.get(indexText(value)) ?? []
    return [...ids].flatMap((id) => this.byId(object, id) ?? [])
  }

  insert(object: ObjectMeta, values: Readonly<Record<string, unknown>>, nowMs: number): OrgRecord {
    this.#count += 1
    const id = `${object.prefix}${String(this.#count).padStart(12, '0')}AAA`
    const record = { id, values: {} }
    const all = this.#records.get(object.name) ?? new Map<string, OrgRecord>()
    this.#records.set(object.name, all.set(id.slice(0, 15), record))
    this.#set(object, record, { ...values, CreatedDate: new Date(nowMs).toISOString() })
    return record
  }

  update(object: ObjectMeta, record: OrgRecord, values: Readonly<Record<string, unknown>>): void {
    this.#set(object, record, values)
  }

  delete(object: ObjectMeta, record: OrgRecord): void {
    for (const name of Object.keys(record.values)) this.#unindex(object, record, name)
    this.#records.get(object.name)?.delete(record.id.slice(0, 15))
    this.#deleted.add(record.id.slice(0, 15))
  }

  #set(object: ObjectMeta, record: OrgRecord, values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      const meta = this.field(object.name, name)
      const isIndexed = meta?.isExternalId === true || meta?.isLookup === true
      if (!this.#keepsValues && !isIndexed) continue
      this.#unindex(object, record, name)
      record.values[name] = value
      if (!isIndexed || value === null) continue
      const index = this.#index.get(`${object.name}.${name}`) ?? new Map<string, Set<string>>()
      this.#index.set(`${object.name}.${name}`, index)
      const ids = index.get(indexText(value)) ?? new Set()
      index.set(indexText(value), ids.add(record.id))
    }
  }

  #unindex(object: ObjectMeta, record: OrgRecord, name: string): void {
    const text = indexText(record.values[name])
    const index = this.#index.get(`${object.name}.${name}`)
    const ids = index?.get(text)
    ids?.delete(record.id)
    if (ids?.size === 0) index?.delete(text)
  }
}

const indexText = (value: unknown): string => scalarText(value).toLowerCase()
