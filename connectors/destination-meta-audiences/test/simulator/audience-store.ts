import { identifiersOf, MemberSet, type Entry } from './member-set.ts'

/** A custom audience. */
export interface Audience {
  readonly id: string
  readonly name: string
  readonly subtype: string
  readonly operationStatus: number
  readonly people: MemberSet
  readonly members: readonly Entry[]
}

/** What a batch of entries came to. */
export interface Received {
  readonly received: number
  readonly invalid: readonly Entry[]
  readonly valid: readonly Entry[]
}

interface Replacement {
  readonly sessionId: number
  readonly batches: Map<number, readonly Entry[]>
}

const hashed = /^[\da-f]{64}$/
const plain = ['EXTERN_ID', 'MADID']

/** The audiences of an ad account. */
export class AudienceStore {
  readonly audiences: Audience[] = []
  readonly #replacements = new Map<string, Replacement>()
  #nextId = 23_850_000_001

  addAudience(name: string, subtype = 'CUSTOM', operationStatus = 200): Audience {
    const id = String(this.#nextId)
    this.#nextId += 1
    const people = new MemberSet()
    const audience: Audience = {
      id,
      name,
      subtype,
      operationStatus,
      people,
      get members() {
        return people.list
      },
    }
    this.audiences.push(audience)
    return audience
  }

  removeAudience(name: string): void {
    const place = this.audiences.findIndex((one) => one.name === name)
    if (place !== -1) this.audiences.splice(place, 1)
  }

  find(id: string): Audience | undefined {
    return this.audiences.find((one) => one.id === id)
  }

  add(audience: Audience, entries: readonly Entry[]): Received {
    const result = check(entries)
    for (const entry of result.valid) audience.people.add(entry)
    return result
  }

  remove(audience: Audience, entries: readonly Entry[]): Received {
    const result = check(entries)
    for (const entry of result.valid) audience.people.remove(entry)
    return result
  }

  /** Takes a batch of a replacement; with the last one the members are those of its batches. */
  replace(
    audience: Audience,
    entries: readonly Entry[],
    session: { session_id: number; batch_seq: number; last_batch_flag: boolean },
  ): Received {
    const result = check(entries)
    const before = this.#replacements.get(audience.id)
    const replacement =
      before?.sessionId === session.session_id
        ? before
        : { sessionId: session.session_id, batches: new Map<number, readonly Entry[]>() }
    replacement.batches.set(session.batch_seq, result.valid)
    this.#replacements.set(audience.id, replacement)
    if (session.last_batch_flag) {
      this.#replacements.delete(audience.id)
      audience.people.clear()
      this.add(audience, [...replacement.batches.values()].flat())
    }
    return result
  }
}

/** A text that names a person, for the log. */
export function keyOf(entry: Entry): string {
  return identifiersOf(entry)[0] ?? ''
}

function check(entries: readonly Entry[]): Received {
  const invalid = entries.filter((entry) => !isValid(entry))
  return { received: entries.length, invalid, valid: entries.filter(isValid) }
}

function isValid(entry: Entry): boolean {
  const values = Object.entries(entry).filter(([, value]) => value !== '')
  return values.length > 0 && values.every(([name, value]) => isGood(name, value))
}

const isGood = (name: string, value: string): boolean =>
  plain.includes(name) ? !value.startsWith('bad-') : hashed.test(value)
