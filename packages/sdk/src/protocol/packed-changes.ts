import type { Change } from '../batch.ts'
import { keyTextOf, type ChangeParts } from '../change.ts'
import { RevError } from '../errors.ts'
import { joinIds, splitIds } from './joined-ids.ts'

/** Neighbours of one kind in a `write`; their keys and records follow the line. */
export interface ChangeGroup {
  /** One a line. */
  readonly ids: string
  readonly kind: Change['kind']
  /** As many as there are ids, where one of them has one. */
  readonly remoteIds?: readonly (string | null)[] | undefined
}

/** The changes of a `write` in version 2 of the protocol. */
export interface PackedChanges {
  readonly groups: readonly ChangeGroup[]
  /** The key and the record of each change in turn. */
  readonly text: string
}

// JSON holds no bare control character.
const separator = '\u001e'

/** Packs changes as they cross to a connector: their texts as they are, and once what neighbours have in common. */
export function packChanges(changes: readonly Change[]): PackedChanges {
  const groups: Group[] = []
  const texts: string[] = []
  for (const change of changes) {
    let group = groups.at(-1)
    if (group?.kind !== change.kind) groups.push((group = new Group(change.kind)))
    group.add(change)
    texts.push(keyTextOf(change), change.json)
  }
  return { groups: groups.map((group) => group.packed()), text: texts.join(separator) }
}

class Group {
  readonly kind: Change['kind']
  readonly #ids: string[] = []
  #remoteIds: (string | null)[] | undefined

  constructor(kind: Change['kind']) {
    this.kind = kind
  }

  add({ id, remoteId }: Change): void {
    if (remoteId !== undefined) this.#remoteIds ??= this.#ids.map(() => null)
    this.#ids.push(id)
    this.#remoteIds?.push(remoteId ?? null)
  }

  packed(): ChangeGroup {
    const { kind } = this
    const ids = joinIds(this.#ids)
    return this.#remoteIds === undefined ? { ids, kind } : { ids, kind, remoteIds: this.#remoteIds }
  }
}

/** The changes that were packed. @throws `REV_INTERNAL` where the texts are not those of the groups */
export function unpackChanges({ groups, text }: PackedChanges): ChangeParts[] {
  const texts = text.split(separator)
  const changes: ChangeParts[] = []
  for (const { ids, kind, remoteIds } of groups) {
    for (const [index, id] of splitIds(ids).entries()) {
      const at = changes.length * 2
      const remoteId = remoteIds?.[index] ?? undefined
      changes.push({ id, kind, key: texts[at] ?? '', json: texts[at + 1] ?? '', remoteId })
    }
  }
  if (texts.length === changes.length * 2) return changes
  throw new RevError(
    'REV_INTERNAL',
    `Failed to read a write: ${changes.length} changes have ${texts.length} texts.`,
  )
}
