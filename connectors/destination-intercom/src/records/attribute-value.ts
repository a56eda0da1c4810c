import {
  isExactNumber,
  RevError,
  type FieldDefinition,
  type Value,
  type ValueType,
} from '@revetl/sdk'

const times: readonly (ValueType | undefined)[] = ['timestamptz', 'timestamp', 'date']

/**
 * A value as Intercom keeps it: times as Unix seconds, whole numbers whole, texts no longer than they may be. What it
 * would round, cut or shorten is refused, since it does so in silence.
 * @throws `REV_VALUE_INVALID`, `REV_VALUE_TOO_LONG`
 */
export function toAttribute(
  value: Value,
  field: FieldDefinition | undefined,
  valueType: ValueType | undefined,
): Value {
  const type = field?.type ?? valueType
  if (value === null) {
    if (field?.nullable === false) throw invalid('Intercom takes no null here; use nulls: omit.')
    return null
  }
  if (times.includes(type)) return typeof value === 'string' ? toUnixSeconds(value) : value
  if (isExactNumber(value) && type !== 'string') {
    throw invalid('Intercom keeps numbers as doubles, and this one has more digits.')
  }
  if (type === 'integer' && typeof value === 'number' && !Number.isInteger(value)) {
    throw invalid('Intercom keeps whole numbers here, and cuts the rest off.')
  }
  return type === 'string' ? toText(value, field) : value
}

function toText(value: Value, field: FieldDefinition | undefined): Value {
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || isExactNumber(value)
  const text = isPlain ? String(value) : value
  const lengthMax = field?.maxLength ?? Infinity
  if (typeof text === 'string' && text.length > lengthMax && Array.from(text).length > lengthMax) {
    throw new RevError('REV_VALUE_TOO_LONG', `Intercom takes at most ${lengthMax} characters here.`)
  }
  return text
}

const timePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})?)?$/

/** Unix seconds of ISO 8601 text; without a zone it counts as UTC, and a date is its midnight. */
export function toUnixSeconds(text: string): number {
  const match = timePattern.exec(text)
  if (!match) throw invalid('Expected a date or a time in ISO 8601.')
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match
  if (/[1-9]/.test(fraction)) {
    throw invalid("Intercom keeps whole seconds; cut the time with date_trunc('second', …).")
  }
  const parts = [year, Number(month) - 1, day, hour, minute, second].map(Number)
  const ms = Date.UTC(...(parts as [number, number, number, number, number, number]))
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  if (new Date(ms).toISOString().slice(0, 19) !== written) {
    throw invalid('Expected a day of the calendar and a time of the day.')
  }
  return ms / 1000 - offsetSeconds(zone)
}

function offsetSeconds(zone = 'Z'): number {
  if (zone === 'Z') return 0
  const [hours = '', minutes = ''] = zone.slice(1).split(':')
  return (zone.startsWith('-') ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

/** A value of Intercom as rev has it, for a field of the given type. */
export function fromAttribute(value: Value | undefined, type: ValueType | undefined): Value {
  if (value === undefined || value === null) return null
  if (!times.includes(type) || typeof value !== 'number') return value
  const text = new Date(value * 1000).toISOString().replace('.000Z', 'Z')
  return type === 'date' ? text.slice(0, 10) : text
}

function invalid(message: string): RevError {
  return new RevError('REV_VALUE_INVALID', message)
}
