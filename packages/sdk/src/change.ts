import type { Batch, Change } from './batch.ts'
import { deepFreeze } from './freeze.ts'
import { RevError } from './errors.ts'
import { parseJson, type Value, type ValueRecord } from './values.ts'

/** What a host knows of a change when it makes one. */
export interface ChangeParts {
  readonly id: string
  readonly kind: Change['kind']
  /** The key's values, or one JSON array of them, which is parsed only when somebody asks. */
  readonly key: readonly Value[] | string
  /** One JSON object, numbers exact. */
  readonly json: string
  readonly remoteId?: string | undefined
}

/** A change as a host hands it to a connector: frozen, its fields parsed once and only when asked for. */
export class BatchChange implements Change {
  readonly id: string
  readonly kind: Change['kind']
  readonly json: string
  readonly remoteId: string | undefined
  // A private field can still be filled in after the object is frozen.
  #key: readonly Value[] | string
  #fields: ValueRecord | undefined

  constructor(parts: ChangeParts) {
    this.id = parts.id
    this.kind = parts.kind
    this.#key = parts.key
    this.json = parts.json
    this.remoteId = parts.remoteId
    this.#fields = undefined
    Object.freeze(this)
  }

  get key(): readonly Value[] {
    if (typeof this.#key === 'string') this.#key = parseJson(this.#key) as readonly Value[]
    return Object.freeze(this.#key)
  }

  /** The key as the JSON text of an array, which is parsed by nobody where the host gave it as text. */
  static keyText(change: Change): string {
    if (#key in change && typeof change.#key === 'string') return change.#key
    return JSON.stringify(change.key)
  }

  /** @throws `REV_INTERNAL` when the host gave a text that is not one JSON object. */
  get fields(): Change['fields'] {
    // The contract types fields by what the connector declared; the host has mapped the values to that.
    return (this.#fields ??= parseFields(this.json)) as Change['fields']
  }
}

/** The key of a change as the JSON text of an array. */
export const keyTextOf = (change: Change): string => BatchChange.keyText(change)

function parseFields(json: string): ValueRecord {
  const value = parseJson(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RevError('REV_INTERNAL', 'Failed to read the fields of a change: not a JSON object.')
  }
  return deepFreeze(value as ValueRecord)
}

/** A frozen batch of changes that are frozen already. */
export function freezeBatch(batch: Batch): Batch {
  for (const list of [batch.matchOn, batch.fields, batch.changes]) Object.freeze(list)
  deepFreeze(batch.object)
  batch.fields.forEach(Object.freeze)
  return Object.freeze(batch)
}
