const exactNumberBrand = Symbol.for('revetl.ExactNumber')

/** A JSON primitive, array or object in which every number is exact. Bytes are base64 text, dates and times ISO 8601 text. */
export type Value =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | readonly Value[]
  | { readonly [name: string]: Value }

/** A record's values by field name. */
export type ValueRecord = { readonly [name: string]: Value }

interface ExactJson {
  rawJSON(text: string): unknown
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown
}
// Both are in every Node that rev supports; TypeScript's library does not describe them yet.
const exactJson = JSON as unknown as ExactJson

/**
 * A number that a double cannot hold, kept as its decimal text: integers beyond 2^53 and decimals of
 * more than about 15 digits. It prints as its digits and `JSON.stringify` writes it as a plain JSON number.
 */
export class ExactNumber {
  /** Decimal digits in JSON's number grammar. */
  readonly text: string
  readonly [exactNumberBrand] = true

  constructor(text: string) {
    this.text = text
  }

  /** The digits, unrounded. */
  toString(): string {
    return this.text
  }

  /** A raw JSON number, so that no digit is lost on the wire. */
  toJSON(): unknown {
    return exactJson.rawJSON(this.text)
  }
}

/** Whether a value is an `ExactNumber`, from whichever copy of the SDK. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && exactNumberBrand in value
}

/** The smallest exact holder of a JSON number's text: a `number` where a double says the same, else an `ExactNumber`. */
export function numberFromText(text: string): number | ExactNumber {
  const double = Number(text)
  return Number.isFinite(double) && plainDigits(String(double)) === plainDigits(text)
    ? double
    : new ExactNumber(text)
}

/** A number's sign, significant digits and power of ten, in one comparable text. */
function plainDigits(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const power = Number(exponent) - fraction.length + (digits.length - significant.length)
  return `${sign}${significant}e${power}`
}

// Fewer than 16 digits, or than 17 characters with a point, always survive a double; exponents may overflow it.
const mayExceedDouble = /\d(?:[eE]|[\d.]{15})/

/**
 * Parses JSON without rounding a number.
 * @returns the value; numbers that a double cannot hold come back as `ExactNumber`.
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): Value {
  if (!mayExceedDouble.test(text)) return JSON.parse(text) as Value
  return exactJson.parse(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined
      ? numberFromText(context.source)
      : value,
  ) as Value
}
