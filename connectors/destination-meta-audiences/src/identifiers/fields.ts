import { field } from '@revetl/sdk'
import {
  advertiserId,
  birthDay,
  birthMonth,
  birthYear,
  country,
  email,
  externalId,
  gender,
  initial,
  name,
  phone,
  zip,
  type Normalise,
} from './normalise.ts'

const text = (title: string, pii: string) => field('string', { title, pii })

/** What members are recognised by, under Meta's own names in lower case. */
export const fields = {
  extern_id: text('External id', 'id'),
  email: text('Email', 'email'),
  phone: text('Phone with country code', 'phone'),
  madid: text('Mobile advertising id', 'id'),
  fn: text('First name', 'name'),
  ln: text('Last name', 'name'),
  fi: text('First initial', 'name'),
  gen: text('Gender', 'gender'),
  doby: text('Year of birth', 'birthday'),
  dobm: text('Month of birth', 'birthday'),
  dobd: text('Day of birth', 'birthday'),
  ct: text('City', 'address'),
  st: text('State', 'address'),
  zip: text('Postal code', 'address'),
  country: text('Country', 'address'),
}

/** The name of a field. */
export type FieldName = keyof typeof fields

/** How a value is brought into the form that Meta compares, and whether it is hashed then. */
export const forms: Readonly<
  Record<FieldName, { readonly normalise: Normalise; readonly isHashed: boolean }>
> = {
  // These two are compared as they are: the same page as in normalise.ts.
  extern_id: { normalise: externalId, isHashed: false },
  madid: { normalise: advertiserId, isHashed: false },
  email: { normalise: email, isHashed: true },
  phone: { normalise: phone, isHashed: true },
  fn: { normalise: name, isHashed: true },
  ln: { normalise: name, isHashed: true },
  fi: { normalise: initial, isHashed: true },
  gen: { normalise: gender, isHashed: true },
  doby: { normalise: birthYear, isHashed: true },
  dobm: { normalise: birthMonth, isHashed: true },
  dobd: { normalise: birthDay, isHashed: true },
  ct: { normalise: name, isHashed: true },
  st: { normalise: name, isHashed: true },
  zip: { normalise: zip, isHashed: true },
  country: { normalise: country, isHashed: true },
}

/** Whether a name is one of the fields. */
export function isFieldName(given: string): given is FieldName {
  return Object.hasOwn(fields, given)
}
