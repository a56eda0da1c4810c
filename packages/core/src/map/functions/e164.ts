import { createRequire } from 'node:module'
import type * as PhoneNumbers from 'libphonenumber-js/min'
import type { ScalarFunction } from '../../compiled-mapping.ts'
import { quoteText } from '../../sql.ts'
import { result, textOption, type CompileFunction } from '../function-call.ts'
import { problemWhere } from '../typed-sql.ts'
import { toText } from '../value-text.ts'

/** `e164`: a phone number with its country code; one that cannot be is a problem. */
export const e164: CompileFunction = (call) => {
  const text = toText(call.value, call.scope)
  const country = textOption(call.options, 'country')
  const sql = `${phoneNumberFunction.name}(${text.sql}, ${quoteText(country ?? '')})`
  const isOdd = `${text.sql} IS NOT NULL AND ${sql} IS NULL`
  const reason =
    country === undefined
      ? 'the text is not a phone number with a country code'
      : `the text is not a phone number, in ${country} or with a country code`
  return result({ args: [text] }, { type: 'string', sql }, [
    problemWhere(isOdd, reason, call.scope),
  ])
}

const require = createRequire(import.meta.url)
const { version } = require('libphonenumber-js/package.json') as { readonly version: string }

let library: typeof PhoneNumbers | undefined

// Ninety files, for a function that few mappings call.
function phoneNumbers(): typeof PhoneNumbers {
  library ??= require('libphonenumber-js/min') as typeof PhoneNumbers
  return library
}

// Longer than any number that people write, and short enough to be read at once.
const charactersMax = 64

/** What `e164` calls: a text and a country, empty for none. */
export const phoneNumberFunction: ScalarFunction = {
  name: 'rev_e164',
  parameters: 2,
  // What a valid number is comes with the package.
  version,
  call: (text, country) => {
    if (text === null || text === undefined || text.length > charactersMax) return null
    const { parsePhoneNumberFromString } = phoneNumbers()
    const options = { extract: false } as const
    const number = country
      ? parsePhoneNumberFromString(text, {
          ...options,
          defaultCountry: country as PhoneNumbers.CountryCode,
        })
      : parsePhoneNumberFromString(text, options)
    return number?.isValid() === true ? number.number : null
  },
}
