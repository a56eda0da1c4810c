import type { ModelColumn } from '@revetl/sdk/sql'
import { intervalForm } from '../canonical-text.ts'
import type { PlainType } from '../column-types.ts'
import { jsonExpression } from '../model-shape.ts'

/** A column of a model with its type, without what says only how it is stored. */
export type ClickhouseColumn = ModelColumn<PlainType>

/** SQL of the text that a read gives for a value, made as `canonical-text.ts` makes it; of a number any text of it. */
export function textSql({ column, type, reference }: ClickhouseColumn): string {
  switch (column.type) {
    case 'json':
      return jsonExpression(column, reference)
    case 'timestamptz':
      return timestampText(reference, type)
    case 'interval':
      return intervalText(reference, type)
    case 'number':
      return `replaceOne(toString(${reference}), 'inf', 'Infinity')`
    default:
      // toString() would end it at its first zero.
      return type.name === 'FixedString' ? `concat(${reference}, '')` : `toString(${reference})`
  }
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
export function keySql(column: ClickhouseColumn): string {
  const text = textSql(column)
  switch (column.column.type) {
    case 'integer':
      return `toInt64(${column.reference})`
    case 'number':
      // By its text: 0.1 of four bytes is another number in eight. And 0 and -0 are one.
      return `toFloat64(toString(${column.reference})) + 0`
    case 'boolean':
      return column.reference
    case 'decimal':
      return `replaceRegexpOne(${text}, '\\\\.0*$|(\\\\.\\\\d*[1-9])0+$', '\\\\1')`
    default:
      return text
  }
}

/** SQL of 128 bits over values, injective: each says how long it is, and a null is none. */
export function printSql(salt: string, columns: readonly ClickhouseColumn[]): string {
  const values = columns.map((column) => {
    const text = textSql(column)
    return `ifNull(concat(toString(length(${text})), ':', ${text}), '-')`
  })
  // Through its digits, so that it is the value of the same digits in a literal.
  return `toUUID(hex(MD5(concat(${[`'${salt}'`, ...values].join(', ')}))))`
}

/** SQL of why a read would stop at a value. */
export function refusalSql({ column, type, reference }: ClickhouseColumn): string | undefined {
  if (type.name !== 'String' && type.name !== 'FixedString') return undefined
  const name = column.name.replaceAll('\\', '\\\\').replaceAll("'", "''")
  const why = `'a text of ${name} is not UTF-8; write hex() or base64Encode() of it'`
  return `if(isValidUTF8(${reference}) = 0, ${why}, null)`
}

function timestampText(reference: string, { name, argument }: PlainType): string {
  const text = `replaceOne(toString(toTimeZone(${reference}, 'UTC')), ' ', 'T')`
  const hasFraction = name === 'DateTime64' && Number.parseInt(argument, 10) > 0
  return `concat(${hasFraction ? `replaceRegexpOne(${text}, '\\\\.?0*$', '')` : text}, 'Z')`
}

function intervalText(reference: string, { name }: PlainType): string {
  const { before, each, places, unit } = intervalForm(name)
  const whole = `toInt64(${reference})`
  const count = places > 0 ? `toDecimal128(${whole}, 9) / ${10 ** places}` : `${whole} * ${each}`
  return `concat('${before}', toString(${count}), '${unit}')`
}
