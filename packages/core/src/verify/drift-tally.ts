import { parseJson, type Value, type ValueRecord } from '@revetl/sdk'
import type { Drift, DriftExample, FieldDrift, ReadBackReport } from '../read-back-report.ts'
import { compareValues } from './compare-values.ts'
import type { ComparedField } from './delivered-record.ts'

const examplesMax = 3
const missingKeysMax = 10

interface FieldCounts {
  readonly counts: Record<Drift, number>
  readonly examples: DriftExample[]
}

/** What a read-back found, in memory that does not grow with the number of records. */
export class DriftTally {
  readonly #fields: readonly ComparedField[]
  readonly #byField = new Map<string, FieldCounts>()
  readonly #missingKeys: (readonly Value[])[] = []
  readonly #seen = new Set<string>()
  readonly #compared = new Set<string>()
  readonly #absent = new Set<string>()
  #equal = 0
  #differing = 0
  #missing = 0
  #unmatched = 0

  constructor(fields: readonly ComparedField[]) {
    this.#fields = fields
  }

  /** A record that was not found. */
  addMissing(key: string): void {
    this.#missing++
    if (this.#missingKeys.length < missingKeysMax) this.#missingKeys.push(keyOf(key))
  }

  /** A record that cannot be looked for. */
  addUnmatched(): void {
    this.#unmatched++
  }

  /** What a lookup gave back. A field that no record had so far is one that it cannot read, or leaves out where empty. */
  addSeen(found: readonly ValueRecord[]): void {
    for (const record of found) for (const name of Object.keys(record)) this.#seen.add(name)
  }

  /** A record that was found. Fields that were not delivered with it, or never seen, are not compared. */
  addFound(key: string, sent: ValueRecord, found: ValueRecord): void {
    let hasDrift = false
    for (const field of this.#fields) {
      if (!Object.hasOwn(sent, field.name)) continue
      const [value, stored] = [sent[field.name], found[field.name]]
      if ((field.omitsNulls && value === null) || !this.#isReadable(field, value)) continue
      const drift = compareValues(value, stored, field.type)
      if (drift === undefined) continue
      hasDrift = true
      this.#addDrift(field, { key: keyOf(key), drift, sent: value, found: stored ?? null })
    }
    if (hasDrift) this.#differing++
    else this.#equal++
  }

  /** What all of it came to. */
  counts(): Pick<
    ReadBackReport,
    | 'checked'
    | 'equal'
    | 'differing'
    | 'missing'
    | 'fields'
    | 'fieldsCompared'
    | 'fieldsAbsent'
    | 'missingKeys'
  > & { readonly unmatched: number } {
    const [equal, differing, missing] = [this.#equal, this.#differing, this.#missing]
    const names = this.#fields.map(({ name }) => name)
    const isAbsent = (name: string) => this.#absent.has(name) && !this.#compared.has(name)
    return {
      checked: equal + differing + missing,
      equal,
      differing,
      missing,
      unmatched: this.#unmatched,
      fields: this.#fieldDrifts(),
      fieldsCompared: names.filter((name) => this.#compared.has(name)),
      fieldsAbsent: names.filter(isAbsent),
      missingKeys: this.#missingKeys,
    }
  }

  /** Whether a record gave the field back. Of one that is delivered as nothing there is nothing to give. */
  #isReadable({ name }: ComparedField, value: Value | undefined): boolean {
    const isSeen = this.#seen.has(name)
    if (isSeen) this.#compared.add(name)
    else if (value !== null && value !== '') this.#absent.add(name)
    return isSeen
  }

  #addDrift({ name, isMasked }: ComparedField, example: DriftExample): void {
    const known = this.#byField.get(name) ?? {
      counts: { truncated: 0, normalised: 0, different: 0 },
      examples: [],
    }
    this.#byField.set(name, known)
    known.counts[example.drift]++
    if (known.examples.length >= examplesMax) return
    known.examples.push(isMasked ? { ...example, sent: undefined, found: undefined } : example)
  }

  #fieldDrifts(): readonly FieldDrift[] {
    return this.#fields.flatMap(({ name, isMasked }) => {
      const drift = this.#byField.get(name)
      if (drift === undefined) return []
      return [{ field: name, ...drift.counts, isMasked, examples: drift.examples }]
    })
  }
}

function keyOf(text: string): readonly Value[] {
  return parseJson(text) as readonly Value[]
}
