import { describe, expect, test } from 'vitest'
import type { CheckedExchange } from '../../src/vendor-spec/check/exchange-checker.ts'
import type { Mismatch } from '../../src/vendor-spec/check/mismatch.ts'
import type { DescriptionException } from '../../src/vendor-spec/define-vendor-spec.ts'
import { ReportCounter, type VendorSpecReport } from '../../src/vendor-spec/vendor-spec-report.ts'

const mismatch: Mismatch = {
  operation: 'POST /people',
  in: 'answer',
  status: 200,
  pointer: '/body/results/3/id',
  keyword: 'type',
  expected: 'must be string',
  got: '3',
}
const exchange: CheckedExchange = {
  operation: 'POST /people',
  isRequestChecked: true,
  isRefused: false,
  isAnswerChecked: true,
  mismatches: [mismatch],
}

function reportWith(
  exception: Partial<DescriptionException>,
  exchanges: readonly CheckedExchange[] = [exchange],
): VendorSpecReport {
  const whole = {
    operation: 'POST /people',
    pointer: '/body/results/*/id',
    why: 'Ids are numbers.',
    source: 'https://acme.example/docs',
    ...exception,
  }
  const counter = new ReportCounter({ folder: 'acme', descriptions: [], exceptions: [whole] })
  for (const one of exchanges) counter.add(one)
  return counter.report()
}

describe('an exception', () => {
  test.each<[name: string, exception: Partial<DescriptionException>, isExcepted: boolean]>([
    ['speaks of one name or index with a star', {}, true],
    ['speaks of everything below with two', { pointer: '/body/**' }, true],
    ['speaks of every operation with a star', { operation: '*' }, true],
    ['speaks of its own half', { in: 'answer' }, true],
    ['speaks of its own keyword', { keyword: 'type' }, true],
    ['does not speak of another place', { pointer: '/body/results/*/name' }, false],
    ['does not speak of what is further down', { pointer: '/body/results/*' }, false],
    ['does not speak of itself with two stars', { pointer: '/body/results/3/id/**' }, false],
    ['does not speak of another operation', { operation: 'GET /people' }, false],
    ['does not speak of the other half', { in: 'request' }, false],
    ['does not speak of another keyword', { keyword: 'format' }, false],
  ])('%s', (_name, exception, isExcepted) => {
    const { mismatches, unmatched, exceptions } = reportWith(exception)
    expect(mismatches).toHaveLength(isExcepted ? 0 : 1)
    expect(exceptions).toHaveLength(isExcepted ? 1 : 0)
    expect(unmatched).toHaveLength(isExcepted ? 0 : 1)
  })
})

test('the same mismatch at other places of a list is counted once with how often', () => {
  const others = [0, 1, 2].map((index) => ({
    ...exchange,
    mismatches: [{ ...mismatch, pointer: `/body/results/${index}/id` }],
  }))
  const { mismatches } = reportWith({ operation: 'GET /people' }, others)
  expect(mismatches).toEqual([{ ...mismatch, pointer: '/body/results/0/id', times: 3 }])
})

test('what was checked, refused and not described is counted apart', () => {
  const refused = { ...exchange, isRequestChecked: false, isRefused: true, mismatches: [] }
  const nothing = { ...refused, operation: undefined, isRefused: false, isAnswerChecked: false }
  const { requests, answers, operations } = reportWith({}, [exchange, refused, nothing])
  expect(requests).toEqual({ checked: 1, refused: 1, undescribed: 1 })
  expect(answers).toEqual({ checked: 2 })
  expect(operations).toEqual(['POST /people'])
})
