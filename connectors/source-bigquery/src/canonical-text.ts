import { doubleText, instantText } from '@revetl/sdk/sql'
import { valueTypeOf, type Field } from './column-types.ts'

/** A value as the API has it: text, `{v}` in lists, `{f: [{v}]}` for structs. */
export type ApiValue = string | null | readonly { readonly v: ApiValue }[] | ApiStruct

/** A struct, or a row. */
export interface ApiStruct {
  readonly f: readonly { readonly v: ApiValue }[]
}

/** The canonical text of a value of a column. */
export function canonicalText(field: Field, value: ApiValue): string | null {
  if (value === null) return null
  if (typeof value === 'string') return scalarText(field, value)
  return jsonText(field, value)
}

function scalarText(field: Field, text: string): string {
  if (field.rangeElementType) return rangeText(field.rangeElementType, text)
  switch (valueTypeOf(field)) {
    case 'number':
      return doubleText(text)
    case 'timestamptz':
      // As `formatOptions.useInt64Timestamp` gives them.
      return instantText(text)
    case 'timestamp':
    case 'time':
      return withoutZeros(text)
    case 'interval':
      return intervalText(text)
    default:
      return text
  }
}

/** The JSON of lists and structs, with every digit of their numbers. */
function jsonText(field: Field, value: ApiValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return scalarJson(field, value)
  if (!('f' in value)) {
    const element = { ...field, mode: 'NULLABLE' }
    return `[${value.map(({ v }) => jsonText(element, v)).join(',')}]`
  }
  const members = (field.fields ?? []).map(
    (member, index) =>
      `${JSON.stringify(member.name)}:${jsonText(member, value.f[index]?.v ?? null)}`,
  )
  return `{${members.join(',')}}`
}

const finite = /^-?\d/

function scalarJson(field: Field, text: string): string {
  const canonical = scalarText(field, text)
  switch (valueTypeOf(field)) {
    case 'boolean':
    case 'integer':
    case 'json':
      return canonical
    case 'decimal':
    case 'number':
      // JSON has no NaN and no infinity.
      return finite.test(canonical) ? canonical : JSON.stringify(canonical)
    default:
      return JSON.stringify(canonical)
  }
}

/** `[2026-01-31, UNBOUNDED)`, with instants as microseconds (to be confirmed), has its bounds as values outside of ranges. */
function rangeText({ type }: { readonly type: string }, text: string): string {
  const [, start, end] = /^\[(.*), (.*)\)$/.exec(text) ?? []
  if (start === undefined || end === undefined) return text
  const bounds = [start, end].map((bound) =>
    /^-?\d/.test(bound) ? scalarText({ name: '', type }, bound) : bound,
  )
  return `[${bounds.join(', ')})`
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** `1-2 3 4:5:6.789` is P1Y2M3DT4H5M6.789S: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#interval_type (read 2026-11-27) */
function intervalText(text: string): string {
  const [, monthSign = '', years, months, days, timeSign = '', hours, minutes, seconds = ''] =
    /^(-?)(\d+)-(\d+) (-?\d+) (-?)(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? []
  const date = `${part(monthSign, years, 'Y')}${part(monthSign, months, 'M')}${part('', days, 'D')}`
  const time = `${part(timeSign, hours, 'H')}${part(timeSign, minutes, 'M')}${part(timeSign, seconds, 'S')}`
  if (date === '' && time === '') return 'PT0S'
  return time === '' ? `P${date}` : `P${date}T${time}`
}

function part(sign: string, amount: string | undefined, unit: string): string {
  return Number(amount ?? 0) === 0 ? '' : `${sign}${Number(amount)}${unit}`
}
