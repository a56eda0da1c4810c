import { ExactNumber, plainNumber, RevError, type Column, type ValueType } from '@revetl/sdk'
import { float32Text, instantText, type ConvertValue } from '@revetl/sdk/sql'
import { dayTimeText, yearMonthText } from './interval-text.ts'

/** How values of a type travel: as text that the engine makes, so that no digit depends on a format or a zone. */
export interface TravelForm {
  readonly type: ValueType
  /** SQL of the text. */
  readonly sql: (reference: string) => string
  /** What makes the text canonical; undefined where it is. */
  readonly convert: ConvertValue<string>
}

const asText = (reference: string): string => `cast(${reference} as string)`

const form = (
  type: ValueType,
  convert?: (text: string) => string,
  sql: TravelForm['sql'] = asText,
): TravelForm => ({ type, sql, convert })

// In a zone of its own, with six digits, and with members that are null: https://docs.databricks.com/en/sql/language-manual/functions/to_json.html (read 2026-11-27)
const jsonOptions = String.raw`map('timeZone', 'UTC', 'ignoreNullFields', 'false', 'timestampFormat', 'yyyy-MM-dd\'T\'HH:mm:ss.SSSSSSXXX')`

const json = form('json', undefined, (reference) => `to_json(${reference}, ${jsonOptions})`)
const integer = form('integer')
const string = form('string')

const numberText = (text: string): string => (text === '-0.0' ? '-0' : String(Number(text)))

const formByName: Readonly<Record<string, TravelForm>> = {
  boolean: form('boolean'),
  tinyint: integer,
  smallint: integer,
  int: integer,
  bigint: integer,
  // Outside of ANSI mode the engine writes small ones with an exponent.
  decimal: form('decimal', (text) =>
    text.includes('E') ? plainNumber(new ExactNumber(text)) : text,
  ),
  float: form('number', (text) => float32Text(Math.fround(Number(text)))),
  double: form('number', numberText),
  string,
  char: string,
  varchar: string,
  void: string,
  interval: string,
  date: form('date'),
  timestamp: form('timestamptz', instantText, (reference) => asText(`unix_micros(${reference})`)),
  timestamp_ntz: form('timestamp', (text) => text.replace(' ', 'T')),
  binary: form(
    'bytes',
    (text) => Buffer.from(text, 'hex').toString('base64'),
    (reference) => `hex(${reference})`,
  ),
  array: json,
  map: json,
  struct: json,
  variant: json,
}

// Whatever units they are declared with: https://docs.databricks.com/en/sql/language-manual/data-types/interval-type.html (read 2026-11-27)
const yearMonth = form('interval', yearMonthText, (reference) =>
  asText(`cast(${reference} as interval year to month)`),
)
const dayTime = form('interval', dayTimeText, (reference) =>
  asText(`cast(${reference} as interval day to second)`),
)

/** The form of a type by the name that the engine prints; undefined for types that have no text. */
export function travelForm(typeName: string): TravelForm | undefined {
  if (/^interval (year|month)/i.test(typeName)) return yearMonth
  if (/^interval (day|hour|minute|second)/i.test(typeName)) return dayTime
  return formByName[/^\w+/.exec(typeName.toLowerCase())?.[0] ?? '']
}

/** A column as rev has it. A type that has no text counts as text until it is read. */
export function toColumn(name: string, typeName: string): Column {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)/i.exec(typeName) ?? []
  const digits =
    precision === undefined ? {} : { precision: Number(precision), scale: Number(scale) }
  return { name, type: travelForm(typeName)?.type ?? 'string', ...digits, sourceType: typeName }
}

/** The form of a column that is read. @throws `REV_MODEL_SQL` for a type that has no text */
export function requireForm({ name, sourceType = '' }: Column): TravelForm {
  const found = travelForm(sourceType)
  if (found) return found
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to read the model: ${name} is a ${sourceType}, which has no text of its own.`,
    { hint: 'Write it as text in the SQL, such as `st_astext(column)`.' },
  )
}
