import type { JsonObject } from './document.ts'

/** A value of the path, the query or the headers. */
export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly isRequired: boolean
  readonly schema: JsonObject
  /** Whether a list is written as several values and not as one with commas. */
  readonly isExploded: boolean
  /** Whether its properties are written as `name[property]`. */
  readonly isDeep: boolean
}

/** A body that may be sent: its schema by media type. */
export interface Body {
  readonly isRequired: boolean
  readonly content: Readonly<Record<string, JsonObject>>
}

/** One operation of a description. */
export interface Operation {
  /** As the description writes it: `POST /lists/{id}/add`. */
  readonly name: string
  readonly method: string
  /** With the path of the server in front. */
  readonly path: string
  /** Against which references count. */
  readonly document: JsonObject
  readonly parameters: readonly Parameter[]
  readonly body: Body | undefined
  /** By status, `4XX` or `default`. */
  readonly answers: Readonly<Record<string, Body>>
}
