import { expect, test } from 'vitest'
import { decimalText, intervalText, timeText } from '../src/storage/arrow-scalars.ts'

/** A number as words of 32 bits, the least first. */
function words(value: bigint, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) =>
    Number(BigInt.asUintN(32, value >> BigInt(32 * at))),
  )
}

// The largest BIGNUMERIC has 77 digits, more than pyarrow takes: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#decimal_types (read 2026-11-28)
const largest = 2n ** 255n - 1n
const largestText = '578960446186580977117854925043439539266.34992332820282019728792003956564819967'

test.each<[units: bigint, size: number, scale: number, text: string]>([
  [largest, 8, 38, largestText],
  [-largest - 1n, 8, 38, `-${largestText.slice(0, -1)}8`],
  [-1n, 4, 9, '-0.000000001'],
  [0n, 4, 9, '0'],
  [-1_500_000_000n, 4, 9, '-1.5'],
  [120n, 4, 0, '120'],
])('%d in %i words with %i digits after the point is %s', (units, size, scale, text) => {
  expect(decimalText(words(units, size), scale)).toBe(text)
})

test.each<[months: number, days: number, nanos: bigint, text: string]>([
  [14, 3, 14_706_789_000_000n, '1-2 3 04:05:06.789000000'],
  [-1, 0, -1n, '-0-1 0 -00:00:00.000000001'],
  [0, -5, 0n, '0-0 -5 00:00:00.000000000'],
  [-120_000, 3_660_000, 316_224_000_000_000_000n, '-10000-0 3660000 87840:00:00.000000000'],
])('an interval of %i months, %i days and %d nanoseconds is %s', (months, days, nanos, text) => {
  const [low = 0, high = 0] = words(nanos, 2)
  expect(intervalText(Int32Array.of(months, days, low, high))).toBe(text)
})

test('a time has its microseconds', () => {
  expect(timeText(86_399_999_999n)).toBe('23:59:59.999999')
})
