import { RevError } from '@revetl/sdk'
import type { DiscoveredTable, HttpResponse, Value } from '@revetl/sdk'
import { toColumn } from './columns.ts'

type Json = { readonly [name: string]: Value }

/** A page of a list and where the next one begins. */
export interface Page {
  readonly items: readonly Value[]
  readonly next: string | undefined
  /** Items of all pages together, where the answer counts them. */
  readonly total: Value | undefined
}

const toObject = (value: Value | undefined): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

/**
 * The body of a good answer.
 * @throws RevError by the meaning of the status; the gateway has thrown what is not about this request
 */
export function bodyOf(response: HttpResponse, asked: string): Json {
  if (response.isOk) return toObject(response.json())
  const { status } = response
  if (status === 403) {
    throw new RevError('REV_AUTH_SCOPE', `Failed to read ${asked}: the key may not read it.`)
  }
  if (status === 404) {
    throw new RevError('REV_MODEL_NOT_FOUND', `Failed to read ${asked}: there is no such table.`)
  }
  throw new RevError('REV_READ_FAILED', `Failed to read ${asked}: status ${status}.`)
}

/** A page of a list. @throws `REV_READ_FAILED` where the answer is none: a missing list is never an empty one */
export function pageOf(body: Json, list: string): Page {
  const { [list]: items, next, total } = body
  if (!Array.isArray(items) || !(next === null || typeof next === 'string')) {
    throw new RevError(
      'REV_READ_FAILED',
      `Failed to read: expected a page of ${list} with its next.`,
    )
  }
  return { items, next: next ?? undefined, total }
}

/** A table as rev has it. @throws `REV_READ_FAILED` where the answer is none */
export function tableOf(value: Value): DiscoveredTable {
  const { name, columns } = toObject(value)
  if (typeof name === 'string' && Array.isArray(columns)) {
    const named = columns.map((column) => toColumn(toObject(column as Value)))
    return { path: [name], columns: named }
  }
  throw new RevError('REV_READ_FAILED', 'Failed to read: expected a table with its columns.')
}
