import type { ValueType } from '@revetl/sdk'

type ToCanonical = (text: string) => string

/**
 * What turns the text that Postgres prints under the settings of a session into the canonical text of a value type;
 * undefined where the two are the same. Dates before our era keep their ` BC`, infinite ones are `infinity` and
 * `-infinity`.
 */
export const canonicalText: { readonly [Type in ValueType]?: ToCanonical } = {
  boolean: (text) => (text === 't' ? 'true' : 'false'),
  // Printed as \x and hexadecimal digits.
  bytes: (text) => Buffer.from(text.slice(2), 'hex').toString('base64'),
  timestamp: (text) => text.replace(' ', 'T'),
  // The session's zone is UTC, so that the offset is always +00.
  timestamptz: (text) => text.replace(' ', 'T').replace('+00', 'Z'),
}
