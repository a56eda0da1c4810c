import { isExactNumber, type BatchField, type Value } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { serialOf } from './serial-date.ts'

// https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#extendedvalue (read 2026-11-27)

/** The content of a cell. */
export interface Cell {
  readonly userEnteredValue?:
    | { readonly stringValue: string }
    | { readonly numberValue: number }
    | { readonly boolValue: boolean }
    | { readonly formulaValue: string }
  readonly userEnteredFormat?: {
    readonly numberFormat: { readonly type: 'DATE' | 'DATE_TIME'; readonly pattern: string }
  }
}

/** What decides how values become cells. */
export type CellRules = Pick<Config, 'dates' | 'formulaColumns'>

/** A text is a text, whatever it begins with; a number that a cell would round is one as well. */
export function toCell(value: Value, { name, type }: BatchField, rules: CellRules): Cell {
  if (value === null || value === '') return {}
  if (typeof value === 'boolean') return { userEnteredValue: { boolValue: value } }
  if (typeof value === 'number') return { userEnteredValue: { numberValue: value } }
  if (isExactNumber(value)) return { userEnteredValue: { stringValue: value.text } }
  if (typeof value !== 'string') return { userEnteredValue: { stringValue: JSON.stringify(value) } }
  if (value.startsWith('=') && rules.formulaColumns.includes(name)) {
    return { userEnteredValue: { formulaValue: value } }
  }
  const serial = rules.dates === 'serial' ? serialOf(value, type) : undefined
  if (serial === undefined) return { userEnteredValue: { stringValue: value } }
  return { userEnteredValue: { numberValue: serial }, userEnteredFormat: dateFormat(type) }
}

/** Whether the cells of a field carry a format of their own. */
export function isFormatted({ type }: BatchField, { dates }: CellRules): boolean {
  return dates === 'serial' && ['date', 'timestamp', 'timestamptz'].includes(type)
}

/** How dates look: the same everywhere, whatever the locale of the spreadsheet. */
export function dateFormat(type: BatchField['type']): NonNullable<Cell['userEnteredFormat']> {
  return type === 'date'
    ? { numberFormat: { type: 'DATE', pattern: 'yyyy-mm-dd' } }
    : { numberFormat: { type: 'DATE_TIME', pattern: 'yyyy-mm-dd hh:mm:ss' } }
}

/** The text by which a cell's content is compared, whether as it is written or as it is read. */
export function contentText(content: Value | undefined): string {
  if (content === undefined || content === null) return ''
  if (isExactNumber(content)) return content.text
  return typeof content === 'object' ? JSON.stringify(content) : String(content)
}

/** The same of a cell that is to be written. */
export function cellText({ userEnteredValue }: Cell): string {
  return contentText(Object.values(userEnteredValue ?? {})[0] as Value | undefined)
}
