import type { ValueType } from '@revetl/sdk'
import { doubleText, float32Text, type ConvertValue, type PostgresField } from '@revetl/sdk/sql'
import { fieldColumn, isReal } from './column-types.ts'
import { intervalText } from './interval-text.ts'

/** What turns the text that Redshift prints for a column into canonical text; undefined where the two are the same. */
export function canonicalText(field: PostgresField): ConvertValue<string> {
  if (isReal(field)) return (text) => float32Text(Number(text))
  return convertByType[fieldColumn(field).type]
}

const convertByType: { readonly [Type in ValueType]?: (text: string) => string } = {
  boolean: (text) => (text === 't' ? 'true' : 'false'),
  number: doubleText,
  // Hexadecimal digits: https://docs.aws.amazon.com/redshift/latest/dg/r_VARBYTE_type.html (read 2026-11-27)
  bytes: (text) => Buffer.from(text, 'hex').toString('base64'),
  timestamp: (text) => text.replace(' ', 'T'),
  // The zone of the session is UTC, so that the offset is always +00.
  timestamptz: (text) => text.replace(' ', 'T').replace('+00', 'Z'),
  interval: intervalText,
}
