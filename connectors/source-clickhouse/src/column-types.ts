import type { Column, ValueType } from '@revetl/sdk'

/** A type without what says only how it is stored. */
export interface PlainType {
  /** The name before the parentheses. */
  readonly name: string
  /** What stands in the parentheses. */
  readonly argument: string
  /** Whether a value can be null. */
  readonly nullable: boolean
}

const storage = /^(Nullable|LowCardinality)\(([^]*)\)$/
const simpleAggregate = /^SimpleAggregateFunction\([^,]+, ([^]*)\)$/
const nameAndArgument = /^([A-Za-z0-9_ ]+)(?:\(([^]*)\))?$/

/** Takes a type apart: `LowCardinality(Nullable(String))` is a String that can be null. */
export function plainType(type: string): PlainType {
  const [, wrapper, inner] = storage.exec(type) ?? []
  if (inner !== undefined) {
    const plain = plainType(inner)
    return wrapper === 'Nullable' ? { ...plain, nullable: true } : plain
  }
  const [, stored] = simpleAggregate.exec(type) ?? []
  if (stored !== undefined) return plainType(stored)
  const [, name = type, argument = ''] = nameAndArgument.exec(type) ?? []
  return { name, argument, nullable: holdsNull.has(name) }
}

// They hold a null without Nullable around them.
const holdsNull = new Set(['Variant', 'Dynamic', 'Nothing'])

const valueTypeByName: Readonly<Record<string, ValueType>> = {
  Bool: 'boolean',
  Int8: 'integer',
  Int16: 'integer',
  Int32: 'integer',
  Int64: 'integer',
  UInt8: 'integer',
  UInt16: 'integer',
  UInt32: 'integer',
  BFloat16: 'number',
  Float32: 'number',
  Float64: 'number',
  Date: 'date',
  Date32: 'date',
  // Both are instants; the zone of the type says only how they are shown.
  DateTime: 'timestamptz',
  DateTime64: 'timestamptz',
  UUID: 'uuid',
  Array: 'json',
  Tuple: 'json',
  Map: 'json',
  Nested: 'json',
  JSON: 'json',
  Object: 'json',
  Variant: 'json',
  Dynamic: 'json',
  Point: 'json',
  Ring: 'json',
  LineString: 'json',
  MultiLineString: 'json',
  Polygon: 'json',
  MultiPolygon: 'json',
  Geometry: 'json',
  QBit: 'json',
}

// Digits of the largest value; half of UInt64 is beyond a signed 64-bit whole number.
const digitsByName: Readonly<Record<string, number>> = {
  UInt64: 20,
  Int128: 39,
  UInt128: 39,
  Int256: 77,
  UInt256: 78,
}

/** The value type of a type; `string` for all that have only text: enums, addresses, times beyond a day. */
export function valueTypeOf({ name }: PlainType): ValueType {
  if (name === 'Decimal' || digitsByName[name] !== undefined) return 'decimal'
  if (name.startsWith('Interval')) return 'interval'
  return valueTypeByName[name] ?? 'string'
}

/** A column as rev has it. */
export function toColumn(name: string, sourceType: string): Column {
  const type = plainType(sourceType)
  const facts = { nullable: type.nullable, sourceType }
  return { name, type: valueTypeOf(type), ...digitsOf(type), ...facts }
}

function digitsOf({ name, argument }: PlainType): Pick<Column, 'precision' | 'scale'> {
  const whole = digitsByName[name]
  if (whole !== undefined) return { precision: whole, scale: 0 }
  if (name !== 'Decimal') return {}
  const [precision = 0, scale = 0] = argument.split(',').map(Number)
  return { precision, scale }
}
