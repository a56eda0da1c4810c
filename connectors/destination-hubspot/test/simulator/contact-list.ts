/** A list of the account. */
export interface ContactList {
  readonly listId: string
  readonly name: string
  /** The object that its members are, by the name of its type. */
  readonly type: string
  readonly processingType: 'MANUAL' | 'SNAPSHOT' | 'DYNAMIC'
  readonly members: Set<string>
}
