import type { ErrorCode, ValueType } from '@revetl/sdk'
import { postgresOid as oid } from '@revetl/sdk/sql'
import { maxLengthOf } from './column-types.ts'
import type { TableColumn } from './table.ts'

/** How the values of a field get into a column. */
export interface ColumnInput {
  /** The SQL type in which a value leaves its JSON. */
  readonly declared: string
  /** The expression of the column's own type; `x` is the declared value. */
  readonly value: (x: string) => string
  /** A condition on `x` under which Postgres would change the value in silence. */
  readonly loss?: Loss
}

/** A value that a column would not keep as it is. */
export interface Loss {
  readonly condition: (x: string) => string
  readonly code: ErrorCode
  readonly why: string
}

/**
 * The way of a value into a column. Most types read their own text; the others take a way on which a cast that
 * rounds, cuts or drops a part of the value is noticed, so that the record is rejected instead.
 */
export function columnInput(column: TableColumn, type: ValueType | undefined): ColumnInput {
  return (
    binaryInput(column, type) ??
    wholeInput(column, type) ??
    numericInput(column) ??
    dateInput(column, type) ??
    timeInput(column, type) ??
    textInput(column) ?? { declared: column.type, value: (x) => x }
  )
}

const changes = (x: string, type: string, declared: string): string =>
  `${x} <> ${x}::${type}::${declared}`

function through(column: TableColumn, declared: string, why: string): ColumnInput {
  return {
    declared,
    value: (x) => `${x}::${column.type}`,
    loss: { condition: (x) => changes(x, column.type, declared), code: 'REV_VALUE_INVALID', why },
  }
}

function binaryInput(column: TableColumn, type: ValueType | undefined): ColumnInput | undefined {
  if (column.oid !== oid.bytea || type !== 'bytes') return undefined
  return { declared: 'text', value: (x) => `decode(${x}, 'base64')::${column.type}` }
}

const wholeOids: readonly number[] = [oid.int2, oid.int4, oid.int8]

function wholeInput(column: TableColumn, type: ValueType | undefined): ColumnInput | undefined {
  if (!wholeOids.includes(column.oid) || type === 'integer') return undefined
  return through(column, 'numeric', 'has digits after the point')
}

function numericInput(column: TableColumn): ColumnInput | undefined {
  const isScaled = column.oid === oid.numeric && column.modifier >= 4
  if (!isScaled && column.oid !== oid.money) return undefined
  return through(column, 'numeric', `has more digits after the point than ${column.type} keeps`)
}

function dateInput(column: TableColumn, type: ValueType | undefined): ColumnInput | undefined {
  if (column.oid !== oid.date || type === 'date') return undefined
  return through(column, 'timestamp', 'has a time of day, which a date does not keep')
}

const timeOids: readonly number[] = [
  oid.time,
  oid.timetz,
  oid.timestamp,
  oid.timestamptz,
  oid.interval,
]

/** The length of ISO 8601 text with six digits; no shorter one can have a seventh. */
const microsecondLength: { readonly [Type in ValueType]?: number } = {
  time: 15,
  timestamp: 26,
  timestamptz: 27,
}

function timeInput(column: TableColumn, type: ValueType | undefined): ColumnInput | undefined {
  if (!timeOids.includes(column.oid)) return undefined
  const value = (x: string): string => `${x}::${column.type}`
  if (column.oid === oid.time && (type === 'timestamp' || type === 'timestamptz')) {
    const why = 'has a date, which a time does not keep'
    return {
      declared: 'text',
      value,
      loss: { condition: (x) => `${x} is not null`, code: 'REV_VALUE_INVALID', why },
    }
  }
  const digits = fractionDigits(column)
  const tooFine = (x: string): string => `${x} ~ '[.]\\d{${digits}}\\d*[1-9]'`
  const length = digits === 6 && type !== undefined ? microsecondLength[type] : undefined
  const condition = (x: string): string =>
    length === undefined ? tooFine(x) : `octet_length(${x}) > ${length} and ${tooFine(x)}`
  const why = `has more than ${digits} digits of a second`
  return { declared: 'text', value, loss: { condition, code: 'REV_VALUE_INVALID', why } }
}

// An interval keeps the units that it is restricted to beside the digits, in the upper 16 bits.
function fractionDigits({ oid: id, modifier }: TableColumn): number {
  const digits = id === oid.interval ? modifier & 0xff_ff : modifier
  return modifier < 0 || digits > 6 ? 6 : digits
}

const nameBytesMax = 63

function textInput(column: TableColumn): ColumnInput | undefined {
  const charsMax = maxLengthOf(column)
  const tooLong = (condition: Loss['condition'], why: string): ColumnInput => ({
    declared: 'text',
    value: (x) => `${x}::${column.type}`,
    loss: { condition, code: 'REV_VALUE_TOO_LONG', why },
  })
  if (column.oid === oid.name) {
    const why = `is longer than ${nameBytesMax} bytes`
    return tooLong((x) => `octet_length(${x}) > ${nameBytesMax}`, why)
  }
  if (charsMax === undefined) return undefined
  // The padding of char(n) is no part of its value.
  const text = column.oid === oid.bpchar ? (x: string) => `rtrim(${x}, ' ')` : (x: string) => x
  const why = `is longer than ${charsMax} characters`
  return tooLong((x) => `char_length(${text(x)}) > ${charsMax}`, why)
}
