import { ExactNumber, type Value, type ValueType } from '@revetl/sdk'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareValues } from '../../src/verify/compare-values.ts'

type Row = readonly [ValueType, Value | undefined, Value | undefined, string | undefined]

const same: readonly Row[] = [
  ['string', 'Ada', 'Ada', undefined],
  ['string', null, undefined, undefined],
  ['string', null, '', undefined],
  ['integer', 1, '1', undefined],
  ['integer', 1, '1.0', undefined],
  ['decimal', 1.5, '1.50', undefined],
  ['decimal', new ExactNumber('12345678901234567.125'), '12345678901234567.1250', undefined],
  ['number', 1e-7, '0.0000001', undefined],
  ['number', -0.5, '-.5', undefined],
  ['boolean', true, 'true', undefined],
  ['boolean', false, 0, undefined],
  ['timestamptz', '2026-03-29T01:30:00Z', '2026-03-29T03:30:00+02:00', undefined],
  ['timestamptz', '2026-03-29T01:30:00.5Z', '2026-03-29 01:30:00.500+00', undefined],
  ['timestamptz', '2026-03-29T01:30:00Z', 1774747800000, undefined],
  ['timestamp', '2026-03-29T01:30:00', '2026-03-29T01:30:00.000Z', undefined],
  ['date', '2024-02-29', '2024-02-29T00:00:00Z', undefined],
  ['time', '13:05:00', '13:05', undefined],
  ['uuid', '0f8fad5b-d9cb-469f-a165-70867728950e', '{0F8FAD5BD9CB469FA16570867728950E}', undefined],
  ['json', { a: 1, b: [true, null] }, '{"b":[true,null],"a":1.0}', undefined],
]

const drifted: readonly Row[] = [
  ['string', 'a long name', 'a long', 'truncated'],
  ['string', 'a long name', 'a long…', 'truncated'],
  ['string', 'A long name', 'a lo', 'truncated'],
  ['string', 'Ada@Example.com', 'ada@example.com', 'normalised'],
  ['string', ' Ada  Lovelace ', 'Ada Lovelace', 'normalised'],
  ['string', '1.50', '1.5', 'normalised'],
  ['string', '+46 (0)70-12', '4607012', 'normalised'],
  ['string', 'Ada', 'Grace', 'different'],
  ['string', 'Ada', null, 'different'],
  ['string', null, 'Ada', 'different'],
  ['string', 'Ada', 'Ada Lovelace', 'different'],
  ['integer', 100, 10, 'different'],
  ['decimal', 1000.5, '1,000.5', 'normalised'],
  ['decimal', 12.345, 12.34, 'truncated'],
  ['decimal', 12.345, 12, 'truncated'],
  ['decimal', 12.345, 12.35, 'different'],
  ['boolean', true, false, 'different'],
  ['boolean', true, 't', 'different'],
  ['timestamptz', '2026-03-29T01:30:00.123456Z', '2026-03-29T01:30:00.123Z', 'truncated'],
  ['timestamptz', '2026-03-29T01:30:37Z', '2026-03-29', 'truncated'],
  ['timestamptz', '2026-03-29T01:30:00Z', '2026-03-29T02:30:00Z', 'different'],
  ['timestamp', '2026-03-01T00:00:00', '2026-02-29T00:00:00', 'different'],
  ['date', '1950-01-01', '0050-01-01', 'different'],
  ['bytes', 'QUJD', 'qujd', 'different'],
  ['bytes', 'QUJDRA==', 'QUJD', 'truncated'],
  ['json', { a: 1 }, { a: 2 }, 'different'],
]

const pad = (number: number) => String(number).padStart(2, '0')

describe('compareValues', () => {
  test.each([...same, ...drifted])(
    '%s: %j that is found as %j is %s',
    (type, sent, found, drift) => {
      expect(compareValues(sent, found, type)).toBe(drift)
    },
  )

  const numberText = fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat({ max: 10 ** 6 }))
    .map(([isNegative, whole, fraction]) => `${isNegative ? '-' : ''}${whole}.${fraction}`)

  test('no value differs from itself, as it is or as text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (text, number) => {
          expect(compareValues(text, text, 'string')).toBeUndefined()
          expect(compareValues(number, number, 'number')).toBeUndefined()
          expect(compareValues(number, String(number), 'number')).toBeUndefined()
        },
      ),
    )
  })

  test('a number is the same with zeros where they say nothing', () => {
    fc.assert(
      fc.property(numberText, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (text, before, after) => {
        const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(text) ?? []
        const padded = `${sign}${'0'.repeat(before)}${digits}${'0'.repeat(after)}`
        expect(compareValues(new ExactNumber(text), padded, 'decimal')).toBeUndefined()
      }),
    )
  })

  test('numbers that differ are never the same', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (one, other) => {
        const drift = compareValues(new ExactNumber(String(one)), String(other), 'integer')
        expect(drift === undefined).toBe(one === other)
      }),
    )
  })

  test('an instant is the same in every zone, and another one is not', () => {
    const day = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z') }
    const instant = fc.date({ ...day, noInvalidDate: true })
    fc.assert(
      fc.property(
        instant,
        instant,
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (at, other, offset) => {
          const sent = at.toISOString()
          const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60]
          const zone = `${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`
          const shown = (date: Date) =>
            new Date(date.getTime() + offset * 60_000).toISOString().replace('Z', zone)
          expect(compareValues(sent, shown(at), 'timestamptz')).toBeUndefined()
          const drift = compareValues(sent, shown(other), 'timestamptz')
          expect(drift === undefined).toBe(at.getTime() === other.getTime())
        },
      ),
    )
  })

  test('a text whose end is missing is truncated, unless what is missing is blank', () => {
    const word = fc.stringMatching(/^[a-z]{1,20}$/)
    fc.assert(
      fc.property(word, word, (kept, lost) => {
        expect(compareValues(`${kept}${lost}`, kept, 'string')).toBe('truncated')
        expect(compareValues(`${kept}  `, kept, 'string')).toBe('normalised')
        expect(compareValues(kept, `${kept}${lost}`, 'string')).toBe('different')
      }),
    )
  })

  test('texts that differ are never the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(compareValues(one, other, 'string') === undefined).toBe(one === other)
      }),
    )
  })
})
