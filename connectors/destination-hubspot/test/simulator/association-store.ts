/** What an association is called. */
export interface AssociationType {
  readonly associationCategory: string
  readonly associationTypeId: number
}

/** The associations of an account; each holds both ways. */
export class AssociationStore {
  readonly #types = new Map<string, Set<string>>()

  add(from: string, fromId: string, to: string, toId: string, type: AssociationType): void {
    const pair = nameOf(from, fromId, to, toId)
    const types = this.#types.get(pair) ?? new Set<string>()
    this.#types.set(pair, types.add(show(type)))
  }

  /** Removes some types or all of them. @returns whether there was one */
  remove(
    from: string,
    fromId: string,
    to: string,
    toId: string,
    types: readonly AssociationType[] | undefined,
  ): boolean {
    const pair = nameOf(from, fromId, to, toId)
    const known = this.#types.get(pair)
    if (known === undefined) return false
    const isGone = types?.map((type) => known.delete(show(type))).includes(true) ?? true
    if (types === undefined || known.size === 0) this.#types.delete(pair)
    return isGone
  }

  /** Every association, as `contacts/1 companies/2 HUBSPOT_DEFINED:1`. */
  list(): readonly string[] {
    return [...this.#types].flatMap(([pair, types]) => [...types].map((type) => `${pair} ${type}`))
  }
}

const show = ({ associationCategory, associationTypeId }: AssociationType): string =>
  `${associationCategory}:${associationTypeId}`

/** The same name for both ways. */
function nameOf(from: string, fromId: string, to: string, toId: string): string {
  return [`${from}/${fromId}`, `${to}/${toId}`].sort().join(' ')
}
