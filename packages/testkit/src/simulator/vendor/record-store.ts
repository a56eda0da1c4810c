import type { Value, ValueRecord } from '@revetl/sdk'
import type { HandlerTools } from '../route.ts'
import type { RecordResult, VendorAction, VendorObject, VendorQuirks } from './vendor-options.ts'

interface Stored {
  readonly id: string
  values: Record<string, Value>
  readonly madeAtMs: number
}

/** The records of one object, and what each action does to them. */
export class RecordStore {
  readonly #name: string
  readonly #object: VendorObject
  readonly #records = new Map<string, Stored>()
  readonly #locked = new Set<string>()
  #lastId = 0

  constructor(name: string, object: VendorObject) {
    this.#name = name
    this.#object = object
  }

  /** Every record as it is now. */
  list(): readonly ValueRecord[] {
    return this.#records
      .values()
      .map(({ values }) => values)
      .toArray()
  }

  /** Applies one action to one record, or says why not. */
  apply(
    action: VendorAction,
    index: number,
    record: ValueRecord,
    tools: HandlerTools,
  ): RecordResult {
    const { refuse, quirks = {} } = this.#object
    const result = (did: RecordResult['did'], more: Partial<RecordResult> = {}): RecordResult => ({
      index,
      record,
      did,
      ...more,
    })
    const found = this.#find(record, tools.nowMs, action === 'find' ? quirks : {})
    if (action === 'find') {
      return found ? result('found', { id: found.id, stored: found.values }) : result('missing')
    }
    const reason = action === 'delete' ? undefined : refuse?.(record)
    if (reason !== undefined) return result('refused', { reason })
    if (quirks.locksOnce && !this.#locked.has(this.#keyOf(record))) {
      this.#locked.add(this.#keyOf(record))
      return result('locked')
    }
    if (
      found === undefined &&
      (action === 'update' || action === 'delete' || action === 'remove')
    ) {
      return result('missing')
    }
    if (found !== undefined && action === 'create') return result('exists', { id: found.id })
    if (quirks.writesNothing || quirks.onlyQueues || quirks.loses?.(record)) {
      return result(found ? 'updated' : 'created')
    }
    if (action === 'delete' || action === 'remove') {
      this.#records.delete(found?.id ?? '')
      this.#accept(action, record, tools)
      return result('deleted', { id: found?.id ?? '' })
    }
    return result(found ? 'updated' : 'created', { id: this.#write(action, found, record, tools) })
  }

  /** What happens to a record if the request is applied, with nothing written. */
  refusalOf(record: ValueRecord): string | undefined {
    return this.#object.refuse?.(record)
  }

  #write(
    action: VendorAction,
    found: Stored | undefined,
    record: ValueRecord,
    tools: HandlerTools,
  ): string {
    const isNew = found === undefined || action === 'append'
    if (isNew) this.#lastId += 1
    const stored: Stored = isNew
      ? { id: String(this.#lastId), values: {}, madeAtMs: tools.nowMs }
      : found
    for (const [name, value] of Object.entries(record)) this.#set(stored, name, value)
    this.#records.set(stored.id, stored)
    this.#accept(action, record, tools)
    return stored.id
  }

  #set({ values }: Stored, name: string, value: Value): void {
    const {
      cutsTextsAt = Infinity,
      lowerCases = [],
      ignoresNull = false,
    } = this.#object.quirks ?? {}
    if (value === null && ignoresNull) return
    const isText = typeof value === 'string'
    const cut = isText && value.length > cutsTextsAt ? value.slice(0, cutsTextsAt) : value
    const kept = typeof cut === 'string' && lowerCases.includes(name) ? cut.toLowerCase() : cut
    // A column may be called __proto__.
    Object.defineProperty(values, name, {
      value: kept,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }

  #find(
    record: ValueRecord,
    nowMs: number,
    { invisibleForMs = 0 }: VendorQuirks,
  ): Stored | undefined {
    const { keys = [], quirks: { lowerCases = [] } = {} } = this.#object
    const normal = (name: string, value: Value | undefined): string =>
      JSON.stringify(
        lowerCases.includes(name) && typeof value === 'string'
          ? value.toLowerCase()
          : (value ?? null),
      )
    for (const set of keys) {
      if (set.some((name) => (record[name] ?? null) === null)) continue
      const found = this.#records
        .values()
        .filter(({ madeAtMs }) => nowMs - madeAtMs >= invisibleForMs)
        .find(({ values }) =>
          set.every((name) => normal(name, values[name]) === normal(name, record[name])),
        )
      if (found) return found
    }
    return undefined
  }

  #accept(action: VendorAction, record: ValueRecord, { accept }: HandlerTools): void {
    accept({ object: this.#name, operation: action, key: this.#keyOf(record), payload: record })
  }

  #keyOf(record: ValueRecord): string {
    const set = this.#object.keys?.find((names) =>
      names.every((name) => record[name] !== undefined),
    )
    return JSON.stringify(set === undefined ? record : set.map((name) => record[name]))
  }
}
