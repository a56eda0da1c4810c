/** One planned change as it is sent. */
export interface ChangeRow {
  /** Its position in the plan. */
  readonly seq: number
  /** The same as text: the id under which a destination answers for it. */
  readonly id: string
  readonly kind: 'added' | 'changed' | 'removed'
  /** Canonical JSON array of the key's columns. */
  readonly key: string
  readonly fingerprint: string
  /** Kind, fingerprint and key in one text: equal where the same is to be sent. */
  readonly identity: string
  readonly remoteId: string | undefined
  /** Whether it is tried again as it is, after the destination refused it and nobody asked. */
  readonly isAgain: boolean
  /** The mapped fields as one JSON object. */
  readonly json: string
  /** The values of the match fields; undefined where the key tells the records of the destination apart. */
  readonly match: string | undefined
}
