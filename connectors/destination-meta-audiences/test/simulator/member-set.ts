/** A member by what is known of it, each identifier under its name in the schema. */
export type Entry = Readonly<Record<string, string>>

// What recognises a person by itself.
const strong = ['EXTERN_ID', 'EMAIL', 'PHONE', 'MADID']

/** The members of an audience: whoever shares an identifier is one person. */
export class MemberSet {
  readonly #all = new Set<Entry>()
  readonly #byIdentifier = new Map<string, Entry>()

  get list(): readonly Entry[] {
    return [...this.#all]
  }

  add(entry: Entry): void {
    const identifiers = identifiersOf(entry)
    if (identifiers.some((one) => this.#byIdentifier.has(one))) return
    this.#all.add(entry)
    for (const one of identifiers) this.#byIdentifier.set(one, entry)
  }

  remove(entry: Entry): void {
    for (const identifier of identifiersOf(entry)) {
      const member = this.#byIdentifier.get(identifier)
      if (member === undefined) continue
      this.#all.delete(member)
      for (const one of identifiersOf(member)) this.#byIdentifier.delete(one)
    }
  }

  clear(): void {
    this.#all.clear()
    this.#byIdentifier.clear()
  }
}

/** Texts that name a person, best first. */
export function identifiersOf(entry: Entry): readonly string[] {
  const known = strong.filter((name) => (entry[name] ?? '') !== '')
  return known.length > 0 ? known.map((name) => `${name} ${entry[name]}`) : [JSON.stringify(entry)]
}
