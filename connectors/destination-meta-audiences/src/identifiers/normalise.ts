// Forms before the hash, under “Hashing and Normalizing Data”:
// https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences (the hashes of its examples are tests;
// the table of forms is generally known, and to be confirmed there)

/** The form in which Meta compares a value, or why there is none. */
export type Normalised = { readonly text: string } | { readonly problem: string }

/** Makes the form of a kind of value. Pure; `year` is the current one. */
export type Normalise = (value: string, year: number) => Normalised

const form = (text: string, isGood: boolean, problem: string): Normalised =>
  isGood ? { text } : { problem }

const lower = (value: string): string => value.trim().toLowerCase()
const lettersOf = (value: string): string => lower(value).replace(/[^\p{L}\p{M}\p{N}]/gu, '')

/** Without spaces around it, in lower case. */
export const email: Normalise = (value) => {
  const text = lower(value)
  return form(text, /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text), 'is no email address')
}

/** Digits alone, with the country code and without zeros in front. */
export const phone: Normalise = (value) => {
  const text = value.replace(/\D/g, '').replace(/^0+/, '')
  return form(text, /^\d{7,15}$/.test(text), 'is no phone number with its country code')
}

/** `m` or `f`. */
export const gender: Normalise = (value) => {
  const text = lower(value)
  const isKnown = /^(m|f|male|female)$/.test(text)
  return form(text.slice(0, 1), isKnown, 'is neither m nor f, which is all that Meta compares')
}

/** Four digits, from 1900 on. */
export const birthYear: Normalise = (value, year) => {
  const text = value.trim()
  const isYear = /^\d{4}$/.test(text) && Number(text) >= 1900 && Number(text) <= year
  return form(text, isYear, `is no year from 1900 to ${year}`)
}

const twoDigits =
  (most: number, what: string): Normalise =>
  (value) => {
    const text = value.trim().padStart(2, '0')
    const isGood = /^\d\d$/.test(text) && Number(text) >= 1 && Number(text) <= most
    return form(text, isGood, `is no ${what} from 01 to ${most}`)
  }

/** Two digits. */
export const birthMonth: Normalise = twoDigits(12, 'month')

/** Two digits. */
export const birthDay: Normalise = twoDigits(31, 'day of a month')

/** Lower case without punctuation and spaces; letters of every script stay. */
export const name: Normalise = (value) => {
  const text = lettersOf(value)
  return form(text, text !== '', 'has no letter')
}

/** The first letter of a name. */
export const initial: Normalise = (value) => {
  const [first = ''] = lettersOf(value)
  return form(first, first !== '', 'has no letter')
}

/** Lower case without spaces; of an American code the first five digits. */
export const zip: Normalise = (value) => {
  const text = lower(value)
    .replace(/\s/g, '')
    .replace(/^(\d{5})-\d{4}$/, '$1')
  return form(text, /^[\p{L}\p{N}-]+$/u.test(text), 'is no postal code')
}

/** Two letters of ISO 3166-1. */
export const country: Normalise = (value) => {
  const text = lower(value)
  return form(text, /^[a-z]{2}$/.test(text), 'is no country code of two letters')
}

/** Lower case with its hyphens; an id of zeros stands for a person who has switched it off. */
export const advertiserId: Normalise = (value) => {
  const text = lower(value)
  const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text) && /[^0-]/.test(text)
  return form(text, isId, 'is no advertising id of a device')
}

/** Any id, as it is. */
export const externalId: Normalise = (value) => {
  const text = value.trim()
  return form(text, text !== '', 'is empty')
}
