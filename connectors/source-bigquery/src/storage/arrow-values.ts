import { instantText } from '@revetl/sdk/sql'
import { Type, type Data, type Decimal } from 'apache-arrow'
import type { ApiValue } from '../canonical-text.ts'
import type { Field } from '../column-types.ts'
import { decimalText, intervalText, timeText } from './arrow-scalars.ts'

/** The value at an index, as the REST API has it, so that what follows is the same for both. */
export type ValueAt = (index: number) => ApiValue

/** Reads the values of a column: https://cloud.google.com/bigquery/docs/reference/storage#arrow_schema_details (read 2026-11-28) */
export function valuesOf(field: Field, data: Data): ValueAt {
  const valueAt = field.mode === 'REPEATED' ? listsOf(field, data) : presentValuesOf(field, data)
  if (data.nullCount === 0) return valueAt
  return (index) => (data.getValid(index) ? valueAt(index) : null)
}

function presentValuesOf(field: Field, data: Data): ValueAt {
  switch (data.typeId) {
    case Type.Int:
      return textsOf(data.values as BigInt64Array)
    case Type.Float:
      return doublesOf(data.values as Float64Array)
    case Type.Bool:
      return booleansOf(data)
    case Type.Utf8:
      return encodedOf(data, 'utf8')
    case Type.Binary:
      return encodedOf(data, 'base64')
    case Type.Date:
      return datesOf(data.values as Int32Array)
    case Type.Time:
      return timesOf(data.values as BigInt64Array)
    case Type.Timestamp:
      return timestampsOf(field, data.values as BigInt64Array)
    case Type.Decimal:
      return decimalsOf(data as Data<Decimal>)
    case Type.Interval:
      return intervalsOf(data.values as Int32Array)
    default:
      return field.rangeElementType
        ? rangesOf(field.rangeElementType, data)
        : structsOf(field, data)
  }
}

const textsOf =
  (values: BigInt64Array): ValueAt =>
  (index) =>
    String(values[index])

const doublesOf =
  (values: Float64Array): ValueAt =>
  (index) =>
    Object.is(values[index], -0) ? '-0' : String(values[index])

function booleansOf({ values, offset }: Data): ValueAt {
  const bits = values as unknown as Uint8Array
  return (index) => {
    const bit = offset + index
    return ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1 ? 'true' : 'false'
  }
}

function encodedOf({ values, valueOffsets }: Data, encoding: 'utf8' | 'base64'): ValueAt {
  const bytes = values as unknown as Uint8Array
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (index) => buffer.toString(encoding, valueOffsets[index], valueOffsets[index + 1])
}

const datesOf =
  (values: Int32Array): ValueAt =>
  (index) =>
    new Date((values[index] ?? 0) * 86_400_000).toISOString().slice(0, 'yyyy-mm-dd'.length)

const timesOf =
  (values: BigInt64Array): ValueAt =>
  (index) =>
    timeText(values[index] ?? 0n)

function timestampsOf({ type }: Field, values: BigInt64Array): ValueAt {
  if (type === 'TIMESTAMP') return textsOf(values)
  return (index) => instantText(String(values[index])).slice(0, -1)
}

function decimalsOf({ values, stride, type }: Data<Decimal>): ValueAt {
  return (index) => decimalText(values.subarray(index * stride, (index + 1) * stride), type.scale)
}

function intervalsOf(values: Int32Array): ValueAt {
  return (index) => intervalText(values.subarray(4 * index, 4 * index + 4))
}

function listsOf(field: Field, { valueOffsets, children }: Data): ValueAt {
  const valueAt = valuesOf({ ...field, mode: 'NULLABLE' }, childOf(children, 0))
  return (index) => {
    const [start = 0, end = 0] = valueOffsets.subarray(index, index + 2)
    return Array.from({ length: end - start }, (_, at) => ({ v: valueAt(start + at) }))
  }
}

function structsOf({ fields = [] }: Field, { children }: Data): ValueAt {
  const members = fields.map((field, at) => valuesOf(field, childOf(children, at)))
  return (index) => ({ f: members.map((valueAt) => ({ v: valueAt(index) })) })
}

function rangesOf({ type }: { readonly type: string }, { children }: Data): ValueAt {
  const bounds = [0, 1].map((at) => valuesOf({ name: '', type }, childOf(children, at)))
  return (index) => `[${bounds.map((boundAt) => textOf(boundAt(index))).join(', ')})`
}

function textOf(bound: ApiValue): string {
  return typeof bound === 'string' ? bound : 'UNBOUNDED'
}

function childOf(children: readonly Data[], at: number): Data {
  const child = children[at]
  if (!child) throw new TypeError('A column of the answer lacks a part that the schema has.')
  return child
}
