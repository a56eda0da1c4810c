import { objectAt, resolveRef, type Json, type JsonObject } from '../document.ts'
import type { Body } from '../operation.ts'

/** A body as it was sent. */
export interface SentBody {
  readonly contentType: string
  readonly text: string
}

/** A body as a value. */
export interface ReadBody {
  readonly schema: JsonObject
  readonly value: unknown
  /** Whether its parts were sent as text. */
  readonly isText: boolean
}

/**
 * Reads a body as the description says it is sent: JSON, lines of JSON, a form, or text such as CSV.
 * @returns the media types that would be good, where this one is not; undefined where the body cannot be read
 */
export function readBody(
  document: JsonObject,
  { content }: Body,
  { contentType, text }: SentBody,
): ReadBody | readonly string[] | undefined {
  const type = contentType.toLowerCase().replace(/;.*$/, '').trim()
  const schema = schemaFor(content, type)
  if (schema === undefined) return Object.keys(content)
  if (type === 'application/x-www-form-urlencoded') {
    return { schema, value: formValue(document, schema, new URLSearchParams(text)), isText: true }
  }
  const { type: kind } = resolveRef(document, schema)
  try {
    if (/[/+]json$/.test(type)) return { schema, value: JSON.parse(text), isText: false }
    if (/ndjson|jsonl|jsonlines/.test(type) && kind !== 'string') {
      const lines = text.split('\n').filter((line) => line.trim() !== '')
      return { schema, value: lines.map((line) => JSON.parse(line) as unknown), isText: false }
    }
  } catch {
    return undefined
  }
  return { schema, value: text, isText: false }
}

function schemaFor(content: Body['content'], type: string): JsonObject | undefined {
  const [main = ''] = type.split('/')
  return content[type] ?? content[`${main}/*`] ?? content['*/*']
}

/** Values of one name as a list; objects and lists inside a value are JSON. */
function formValue(document: JsonObject, schema: JsonObject, form: URLSearchParams): JsonObject {
  const properties = objectAt(resolveRef(document, schema)['properties'])
  const entries = [...new Set(form.keys())].map((name): [string, Json] => {
    const values = form.getAll(name)
    const types = [resolveRef(document, properties[name])['type']].flat()
    const [only = ''] = values
    if (values.length > 1) return [name, values]
    return [name, types.includes('string') ? only : nestedOr(only)]
  })
  return Object.fromEntries(entries)
}

function nestedOr(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text // Then the schema says what is wrong with it.
  }
}
