import type { Value, ValueType } from '@revetl/sdk'

const dateTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|\+00:?00)$/

/** A value of a query as a value of its field's type. */
export function fromSalesforce(value: Value | undefined, type: ValueType | undefined): Value {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') return value
  if (type === 'json') return value.split(';')
  if (type === 'timestamptz') {
    const [, seconds, fraction = ''] = dateTime.exec(value) ?? []
    return seconds === undefined ? value : `${seconds}${fraction.replace(/\.?0+$/, '')}Z`
  }
  return type === 'time' ? value.replace(/(?:\.0+)?Z$/, '') : value
}
