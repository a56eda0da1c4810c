/** A change to the sources of a connector that a new version of the contract asks for. */
export interface Codemod {
  /** The version of the contract that asks for it. */
  readonly apiVersion: number
  /** What it does, for people: `write gets the batch as its only argument`. */
  readonly title: string
  /** The text of a file after it; the same text where it has nothing to do. */
  readonly apply: (text: string, file: string) => string
}

/** Every codemod, in the order in which they are applied. Version 1 is the first, so that there is none yet. */
export const codemods: readonly Codemod[] = []
