import type { FunctionName } from '../mapped-field.ts'
import type { CompileFunction } from './function-call.ts'
import { coalesce, defaultTo, lookup } from './functions/choices.ts'
import { date, formatDate, time, timestamp } from './functions/dates.ts'
import { e164 } from './functions/e164.ts'
import { join, json, split } from './functions/lists.ts'
import { boolean, integer, number } from './functions/numbers.ts'
import { sha256 } from './functions/sha256.ts'
import { concat, lower, replace, string, substring, trim, upper } from './functions/text.ts'

/** The closed set of functions. */
export const functions: Readonly<Record<FunctionName, CompileFunction>> = {
  trim,
  lower,
  upper,
  concat,
  coalesce,
  default: defaultTo,
  string,
  number,
  integer,
  boolean,
  date,
  time,
  timestamp,
  format_date: formatDate,
  split,
  join,
  json,
  lookup,
  replace,
  substring,
  sha256,
  e164,
}
