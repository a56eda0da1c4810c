import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExactNumber, isExactNumber, numberFromText, parseJson } from '../src/index.ts'

/** Any text of JSON's number grammar. */
const numberText = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,39}$/)),
    fraction: fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,40}$/)),
    exponent: fc.oneof(
      fc.constant(''),
      fc
        .record({
          e: fc.constantFrom('e', 'E'),
          sign: fc.constantFrom('', '+', '-'),
          n: fc.nat(400),
        })
        .map(({ e, sign, n }) => `${e}${sign}${n}`),
    ),
  })
  .map(({ sign, whole, fraction, exponent }) => `${sign}${whole}${fraction}${exponent}`)

/** The same number as a whole number and a power of ten, worked out with nothing but big integers. */
function exactly(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  let digits = BigInt(`${whole}${fraction}`)
  let power = BigInt(exponent) - BigInt(fraction.length)
  if (digits === 0n) return '0'
  while (digits % 10n === 0n) {
    digits /= 10n
    power += 1n
  }
  return `${digits}e${power}`
}

/** The numbers of the first list in a JSON text. */
const numbersOf = (json: string): string[] =>
  (/\[(.*?)\]/.exec(json)?.[1] ?? '').split(',').map(exactly)

test('any JSON number survives parsing and writing without a change of value', () => {
  fc.assert(
    fc.property(numberText, (text) => {
      expect(exactly(JSON.stringify(parseJson(text)))).toBe(exactly(text))
    }),
    { numRuns: 5000 },
  )
})

test('numbers survive wherever they stand', () => {
  fc.assert(
    fc.property(
      fc.array(numberText, { minLength: 1, maxLength: 5 }),
      fc.string(),
      (texts, name) => {
        const json = `{"a":[${texts.join()}],${JSON.stringify(`x${name}`)}:{"b":${texts[0]}}}`
        const again = JSON.stringify(parseJson(json))
        expect(numbersOf(again)).toEqual(numbersOf(json))
      },
    ),
    { numRuns: 1000 },
  )
})

test('everything but numbers comes back as JSON.parse gives it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
      const json = JSON.stringify(value)
      expect(JSON.stringify(parseJson(json))).toBe(JSON.stringify(JSON.parse(json)))
    }),
  )
})

test.for<[string, boolean]>([
  ['0', false],
  ['9007199254740991', false],
  ['9007199254740993', true],
  ['-9223372036854775808', true],
  ['18446744073709551615', true],
  ['0.1', false],
  ['0.10', false],
  ['1.50', false],
  ['0.30000000000000004', false],
  ['0.3000000000000000444', true],
  ['12345678901234567890.123456789012345678', true],
  ['1e21', false],
  ['1E400', true],
  ['1e-400', true],
  ['5e-324', false],
  ['1.7976931348623157e308', false],
])('%s is kept as digits only where a double says something else: %s', ([text, isExact]) => {
  expect(isExactNumber(numberFromText(text))).toBe(isExact)
  expect(isExactNumber(parseJson(text))).toBe(isExact)
})

test('digits inside a text are no number', () => {
  const text = '12345678901234567890'
  expect(parseJson(JSON.stringify({ text }))).toEqual({ text })
})

test('an exact number prints its digits and is written as a plain number', () => {
  const exact = new ExactNumber('12345678901234567890')
  expect(String(exact)).toBe('12345678901234567890')
  expect(JSON.stringify({ exact })).toBe('{"exact":12345678901234567890}')
})

test('a text that is not JSON is refused', () => {
  for (const text of ['', '{', '01', '1.', 'NaN', 'undefined', "{'a':1}"]) {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  }
})

test('a property called __proto__ is data', () => {
  const value = parseJson('{"__proto__":{"polluted":12345678901234567890}}') as object
  expect(Object.keys(value)).toEqual(['__proto__'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})
