import type { ValueType } from '@revetl/sdk'
import type { TimestampEpoch } from '../../mapping-functions.ts'
import { quoteText } from '../../sql.ts'
import {
  refuseType,
  result,
  textOption,
  type CompileFunction,
  type FunctionCall,
} from '../function-call.ts'
import { problemWhere, type TypedSql } from '../typed-sql.ts'
import { trimmed } from './text.ts'

const fractionZeros = quoteText('\\.0*$|(\\.\\d*[1-9])0+$')
const clock = ['%H:%M:%S.%f', '%H:%M:%S.%n', '%H:%M:%S', '%H:%M']
const isoTimes = ['T', ' '].flatMap((between) => clock.map((time) => `%Y-%m-%d${between}${time}`))
const parseHint = 'Convert it in the SQL, or with `string` and a format.'

/** `date`. */
export const date: CompileFunction = (call) => {
  const { value, scope, options } = call
  switch (value.type) {
    case 'date':
      return value
    case 'timestamp':
    case 'timestamptz': {
      const sql = `left(${value.sql}, 10)`
      const isOdd = `NOT regexp_full_match(${sql}, '\\d{4}-\\d{2}-\\d{2}')`
      return result(call, { type: 'date', sql }, [
        problemWhere(isOdd, 'the time has no date', scope),
      ])
    }
    case 'string': {
      const parsed = parse(value.sql, [textOption(options, 'format') ?? '%Y-%m-%d'])
      return checked(call, 'date', parsed, `strftime(${parsed}, '%Y-%m-%d')`, 'a date')
    }
    default:
      return refuseType(call, 'text, a date or a timestamp', parseHint)
  }
}

/** `time`. */
export const time: CompileFunction = (call) => {
  const { value, options } = call
  switch (value.type) {
    case 'time':
      return value
    case 'timestamp':
    case 'timestamptz':
      return result(call, { type: 'time', sql: `rtrim(substring(${value.sql}, 12), 'Z')` })
    case 'string': {
      const format = textOption(options, 'format')
      const parsed = parse(value.sql, format === undefined ? clock : [format])
      return checked(call, 'time', parsed, canonical(parsed, '%H:%M:%S.%n'), 'a time')
    }
    default:
      return refuseType(call, 'text, a time or a timestamp', parseHint)
  }
}

/** `timestamp`: with a zone, the result is a point in time (`timestamptz`, in UTC). */
export const timestamp: CompileFunction = (call) => {
  const { value, options } = call
  const zone = textOption(options, 'zone')
  switch (value.type) {
    case 'timestamptz':
      return value
    case 'timestamp':
      return zone === undefined ? value : inZone(call, `TRY_CAST(${value.sql} AS TIMESTAMP)`, zone)
    case 'date': {
      const sql = `(${value.sql} || 'T00:00:00')`
      if (zone === undefined) return result(call, { type: 'timestamp', sql })
      return inZone(call, `TRY_CAST(${sql} AS TIMESTAMP)`, zone)
    }
    case 'integer':
      return fromEpoch(call)
    case 'string': {
      const format = textOption(options, 'format')
      const parsed = parse(value.sql, format === undefined ? [...isoTimes, '%Y-%m-%d'] : [format])
      if (zone !== undefined) return fromZonedText(call, parsed, zone)
      return checked(call, 'timestamp', parsed, canonical(parsed), timestampWords)
    }
    default:
      return refuseType(call, 'text, a date, a timestamp or an integer', parseHint)
  }
}

const timestampWords = 'a timestamp without a zone (with one, give the option `zone`)'

/** `format_date`, by strftime. */
export const formatDate: CompileFunction = (call) => {
  const { value, options, scope } = call
  const zone = textOption(options, 'zone')
  const types: Partial<Record<ValueType, string>> = {
    date: `TRY_CAST(${value.sql} AS TIMESTAMP)`,
    timestamp: `TRY_CAST(${value.sql} AS TIMESTAMP)`,
    timestamptz: `timezone(${quoteText(zone ?? 'UTC')}, TRY_CAST(${value.sql} AS TIMESTAMPTZ))`,
  }
  const moment = types[value.type]
  if (moment === undefined) {
    return refuseType(call, 'a date or a timestamp', 'Apply `date` or `timestamp` first.')
  }
  const format = quoteText(textOption(options, 'format') ?? '%Y-%m-%d')
  const isOdd = `${value.sql} IS NOT NULL AND coalesce(NOT isfinite(${moment}), true)`
  return result(call, { type: 'string', sql: `strftime(${moment}, ${format})` }, [
    problemWhere(isOdd, 'the value has no date that can be written', scope),
  ])
}

function parse(sql: string, formats: readonly string[]): string {
  return `try_strptime(${trimmed(sql)}, [${formats.map(quoteText).join(', ')}])`
}

/** The canonical text of a TIMESTAMP, fraction zeros stripped. */
function canonical(moment: string, format = '%Y-%m-%dT%H:%M:%S.%n'): string {
  return `regexp_replace(strftime(${moment}, ${quoteText(format)}), ${fractionZeros}, '\\1')`
}

function checked(
  call: FunctionCall,
  type: ValueType,
  parsed: string,
  sql: string,
  expected: string,
): TypedSql {
  const isOdd = `${call.value.sql} IS NOT NULL AND ${parsed} IS NULL`
  return result(call, { type, sql }, [
    problemWhere(isOdd, `the text is not ${expected}`, call.scope),
  ])
}

/** A naive TIMESTAMP read on the clock of a zone, as the text of a point in time. */
function utcText(moment: string, zone: string): string {
  return pointText(`timezone(${quoteText(zone)}, ${moment})`)
}

function pointText(point: string): string {
  return `(${canonical(`timezone('UTC', ${point})`)} || 'Z')`
}

function inZone(call: FunctionCall, moment: string, zone: string): TypedSql {
  return checked(call, 'timestamptz', moment, utcText(moment, zone), 'a timestamp')
}

/** A text that names its own offset has said what time it is; the zone is for those that do not. */
function fromZonedText(call: FunctionCall, parsed: string, zone: string): TypedSql {
  const text = trimmed(call.value.sql)
  const hasOffset = `regexp_matches(${text}, ':\\d{2}(\\.\\d+)?\\s*(Z|z|[+-]\\d{2}(:?\\d{2})?)$')`
  const own = `TRY_CAST(${text} AS TIMESTAMPTZ)`
  const point = `CASE WHEN ${hasOffset} THEN ${own} ELSE timezone(${quoteText(zone)}, (${parsed})::TIMESTAMP) END`
  return checked(call, 'timestamptz', point, pointText(point), 'a timestamp')
}

const epochs: Readonly<Record<TimestampEpoch, bigint>> = {
  seconds: 1_000_000n,
  milliseconds: 1000n,
  microseconds: 1n,
}
// From the year 1 to the year 9999, in microseconds since 1970.
const [microsMin, microsMax] = [-62_135_596_800_000_000n, 253_402_300_799_999_999n]

function fromEpoch(call: FunctionCall): TypedSql {
  const epoch = textOption(call.options, 'epoch') as TimestampEpoch | undefined
  if (epoch === undefined) {
    return refuseType(
      call,
      'the option `epoch` with a number',
      'Write { timestamp: { epoch: seconds } }, or milliseconds or microseconds.',
    )
  }
  const micros = epochs[epoch]
  const { sql } = call.value
  const isInRange = `${sql} BETWEEN ${microsMin / micros} AND ${microsMax / micros}`
  const moment = `make_timestamp(CASE WHEN ${isInRange} THEN ${sql} * ${micros} END)`
  return result(call, { type: 'timestamptz', sql: `(${canonical(moment)} || 'Z')` }, [
    problemWhere(
      `NOT (${isInRange})`,
      'the number is not a time between the years 1 and 9999',
      call.scope,
    ),
  ])
}
