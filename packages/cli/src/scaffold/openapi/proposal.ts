import type { FieldDefinition } from '@revetl/sdk'

/** The operations that a description of an API can speak of. */
export type ProposedOperationName = 'create' | 'update' | 'upsert' | 'delete' | 'append'

/** How one operation is sent. */
export interface ProposedCall {
  readonly operation: ProposedOperationName
  readonly method: 'post' | 'put' | 'patch' | 'delete'
  /** With parameters in braces: `/users/{id}`. */
  readonly path: string
  /** Fields that are parameters of the path. */
  readonly pathFields: readonly string[]
  readonly hasBody: boolean
  /** For calls that take many records. */
  readonly many?: {
    /** The member of the body that holds the list; absent where the body is the list. */
    readonly wrapper?: string
    /** Each entry is only this field. */
    readonly onlyField?: string
    readonly recordsMax: number
    /** Whether the description does not tell how many. */
    readonly isGuess: boolean
  }
}

/** One kind of thing at the vendor. */
export interface ProposedObject {
  readonly name: string
  readonly fields: Readonly<Record<string, FieldDefinition>>
  /** The fields that identify a record; empty where the description names none. */
  readonly key: readonly string[]
  readonly calls: readonly ProposedCall[]
}

/** How requests are signed. */
export type ProposedAuth =
  | { readonly kind: 'header'; readonly header: string }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'basic' }

/** What a description of an API suggests a connector could be. */
export interface Proposal {
  readonly title: string
  readonly baseUrl: string
  readonly auth: ProposedAuth
  /** A request that reads who the account is. */
  readonly accountPath: string
  readonly objects: readonly ProposedObject[]
  /** What was guessed or left out, for the author to look at. */
  readonly notes: readonly string[]
}
