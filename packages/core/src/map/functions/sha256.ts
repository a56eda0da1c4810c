import type { Sha256Form } from '../../mapping-functions.ts'
import { quoteText } from '../../sql.ts'
import { result, textOption, type CompileFunction } from '../function-call.ts'
import { problemWhere, type CompileScope } from '../typed-sql.ts'
import { toText } from '../value-text.ts'
import { trimmed } from './text.ts'

interface Normalised {
  readonly sql: string
  /** What is wrong with a text that is not empty. */
  readonly problem?: { readonly condition: string; readonly reason: string }
}

/** `sha256`, in lower-case hexadecimal; an empty text gives null unless it is taken `raw`. */
export const sha256: CompileFunction = (call) => {
  const text = toText(call.value, call.scope)
  const form = (textOption(call.options, 'as') ?? 'raw') as Sha256Form
  if (form === 'raw')
    return result({ args: [text] }, { type: 'string', sql: `sha256(${text.sql})` })
  const { sql, problem } = forms[form](text.sql)
  const problems = problem === undefined ? [] : [normalProblem(sql, problem, call.scope)]
  return result({ args: [text] }, { type: 'string', sql: `sha256(nullif(${sql}, ''))` }, problems)
}

function normalProblem(
  sql: string,
  { condition, reason }: NonNullable<Normalised['problem']>,
  scope: CompileScope,
): string {
  return problemWhere(`${sql} <> '' AND ${condition}`, reason, scope)
}

const space = quoteText('[\\s\\v\\x{85}\\p{Z}]+')
const punctuation = quoteText('[\\p{P}\\p{S}]+')

// Email, phone, names, city, zip and country as Meta normalises them:
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters (read 2026-11-22)
// `google_email` and `phone` as Google does:
// https://developers.google.com/doubleclick-advertisers/guides/conversions_ec (read 2026-11-22)
const forms: Readonly<Record<Exclude<Sha256Form, 'raw'>, (sql: string) => Normalised>> = {
  email: (sql) => ({ sql: lowerTrimmed(sql) }),
  google_email: (sql) => {
    const email = lowerTrimmed(sql)
    const user = `replace(split_part(${email}, '@', 1), '.', '')`
    const isGoogle = `regexp_full_match(${email}, '[^@]*@(gmail|googlemail)\\.com')`
    return {
      sql: `CASE WHEN ${isGoogle} THEN ${user} || '@' || split_part(${email}, '@', 2) ELSE ${email} END`,
    }
  },
  phone: (sql) => {
    const digits = `regexp_replace(${sql}, '[^0-9+]+', '', 'g')`
    const condition = `NOT regexp_full_match(${digits}, '\\+[1-9][0-9]{6,14}')`
    return { sql: digits, problem: { condition, reason: 'the number has no country code' } }
  },
  phone_digits: (sql) => {
    const digits = `ltrim(regexp_replace(${sql}, '[^0-9]+', '', 'g'), '0')`
    const condition = `NOT regexp_full_match(${digits}, '[0-9]{7,15}')`
    return { sql: digits, problem: { condition, reason: 'the text is not a phone number' } }
  },
  name: (sql) => ({ sql: lowerTrimmed(`regexp_replace(${sql}, ${punctuation}, '', 'g')`) }),
  city: (sql) => ({ sql: withoutSpace(`regexp_replace(${sql}, ${punctuation}, '', 'g')`) }),
  zip: (sql) => ({ sql: withoutSpace(`regexp_replace(${sql}, '\\p{Pd}+', '', 'g')`) }),
  country: (sql) => {
    const code = lowerTrimmed(sql)
    const condition = `NOT regexp_full_match(${code}, '[a-z]{2}')`
    return {
      sql: code,
      problem: { condition, reason: 'the text is not a country code of two letters' },
    }
  },
}

function lowerTrimmed(sql: string): string {
  return `lower(${trimmed(sql)})`
}

function withoutSpace(sql: string): string {
  return `lower(regexp_replace(${sql}, ${space}, '', 'g'))`
}
