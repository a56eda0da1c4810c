import { float32Text, type ConvertValue } from '@revetl/sdk/sql'
import type { Connection, Query, TypeCastField } from 'mysql2'
import { canonicalText } from './canonical-text.ts'
import type { TypeOptions } from './column-types.ts'
import type { ModelShape } from './model-shape.ts'
import { typeFacts, type WireColumn } from './wire-column.ts'

/** A value of a row as the driver gives it. */
export type DriverValue = string | number | Buffer

/** The same, or null. */
export type WireValue = DriverValue | null

/** Runs a model's statement. The query emits `result` for each row, and `end` or `error`. */
export function startQuery(connection: Connection, { sql, wire }: ModelShape): Query {
  // The code that the library generates for a statement takes a fifth less, and cannot hold columns of some names.
  const disableEval = wire.some(({ name }) => name.startsWith('__'))
  const options = { sql, rowsAsArray: true, disableEval }
  if (!needsBinary(wire)) return connection.query({ ...options, typeCast: textOf })
  // Without a conversion of its own the library would make objects of points.
  const isRaw = wire.some((field) => rawTypes.has(typeFacts(field).name))
  return connection.execute({ ...options, ...(isRaw ? { typeCast: bytesOfRaw } : {}) })
}

/** The conversion of each column of a model. */
export function convertsOf(
  { columns, wire }: ModelShape,
  options: TypeOptions,
): ConvertValue<DriverValue>[] {
  const isBinary = needsBinary(wire)
  return wire.map((field, index): ConvertValue<DriverValue> => {
    const column = columns[index]
    if (!column) return undefined
    const facts = typeFacts(field)
    const toCanonical = canonicalText(column, facts, options)
    // In the text protocol every value is a string, and most of them need nothing more.
    if (!isBinary && toCanonical === undefined) return undefined
    const toText = facts.name === 'float' ? floatText : valueText
    return (value) => (toCanonical ? toCanonical(toText(value)) : toText(value))
  })
}

/** A FLOAT has up to nine digits and is printed with six; in the binary protocol it comes as it is. */
function needsBinary(wire: readonly WireColumn[]): boolean {
  return wire.some((field) => typeFacts(field).name === 'float')
}

// Bytes become text of one character each, as the encoding of their columns says.
function textOf(field: TypeCastField): string | null {
  // JSON counts as bytes for the protocol, and is UTF-8.
  return field.type === 'JSON' ? field.string('utf8') : field.string()
}

const rawTypes = new Set(['geometry', 'vector'])

function bytesOfRaw(field: TypeCastField, next: () => unknown): unknown {
  return rawTypes.has(field.type.toLowerCase()) ? field.buffer() : next()
}

function valueText(value: DriverValue): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return value.toString('latin1')
  return Object.is(value, -0) ? '-0' : String(value)
}

function floatText(value: DriverValue): string {
  return float32Text(Number(value))
}
