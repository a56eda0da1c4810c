import type { ValueRecord } from '@revetl/sdk'
import { comparableText } from './comparable-text.ts'

/** Match values as comparable text; vendors compare addresses and names without regard to case. */
export function matchText(matchOn: readonly string[], record: ValueRecord): string {
  return JSON.stringify(matchOn.map((field) => comparableText(record[field]).toLowerCase()))
}
