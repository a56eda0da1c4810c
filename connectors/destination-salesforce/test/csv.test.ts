import { describe, expect, test } from 'vitest'
import { readCsv } from '../src/bulk/read-csv.ts'
import { fitsJob, toJobTable } from '../src/bulk/job-table.ts'
import type { FieldValue } from '../src/values/field-value.ts'
import { parseTable, printTable } from './simulator/csv.ts'

const read = (text: string) => [...readCsv(text)]
const row = (id: string, match: string, values: Readonly<Record<string, FieldValue>>) => ({
  id,
  change: {} as never,
  match,
  values,
})

describe('a table of results', () => {
  test.each([
    [
      '"a","b"\n"1","2"\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['"a ""b"", c"\n', [['a "b", c']]],
    ['"line\nbreak","and\r\nanother"\n', [['line\nbreak', 'and\r\nanother']]],
    ['"",""\n', [['', '']]],
    [
      'a,\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,', [['a', '']]],
    ['', []],
  ])('%j is read cell by cell', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test('that ends inside a quoted cell is no table', () => {
    expect(() => read('"a","b\n')).toThrow(SyntaxError)
  })
})

const hostile = [
  'plain',
  'comma, inside',
  'a "quote"',
  '"',
  '""',
  ' leading and trailing ',
  'line\nbreak',
  'carriage\rreturn',
  'both\r\nof them',
  '=1+1',
  '\ttab',
  'Grüße 👩‍👩‍👧',
  'שלום',
  ';',
  '\u2028',
]

test('every text crosses a job as it is, in both directions', () => {
  const rows = hostile.map((text, at) =>
    row(`c${at}`, `k${at}`, { Name: text, Note__c: `${text}${text}` }),
  )
  const [header, ...lines] = parseTable(toJobTable('upsert', 'Key__c', rows).csv)
  expect(header).toEqual(['Key__c', 'Name', 'Note__c'])
  expect(lines).toEqual(hostile.map((text, at) => [`k${at}`, text, `${text}${text}`]))
  expect(read(printTable(lines))).toEqual(lines)
})

describe('the table of a job', () => {
  test('says null, nothing and an empty text apart', () => {
    const rows = [row('c1', 'k1', { A: null, B: 'x' }), row('c2', 'k2', { B: null, C: 'y' })]
    expect(toJobTable('upsert', 'K', rows).csv).toBe('K,A,B,C\nk1,#N/A,x,\nk2,,#N/A,y\n')
  })

  test('writes numbers without an exponent, and booleans as words', () => {
    const rows = [row('c1', 'k', { A: 1e21, B: -1.5e-7, C: true })]
    expect(toJobTable('create', undefined, rows).csv).toBe(
      'A,B,C\n1000000000000000000000,-0.00000015,true\n',
    )
  })

  test('has only the ids of what is deleted', () => {
    const rows = [{ ...row('c1', 'k', { A: 'x' }), recordId: '001' }]
    expect(toJobTable('delete', 'K', rows).csv).toBe('Id\n001\n')
  })

  test.each([
    ['a text that means null there', { A: '#N/A' }],
    ['a text beyond 32,000 characters', { A: 'x'.repeat(32_001) }],
    [
      'more than 400,000 characters',
      Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`F${at}`, 'x'.repeat(31_000)])),
    ],
    ['a reference that is cleared', { 'Account.Key__c': null }],
  ])('cannot say %s', (_what, values) => {
    expect(fitsJob(row('c1', 'k', values))).toBe(false)
  })

  test('can say everything else', () => {
    const values = { A: null, B: 'x'.repeat(32_000), 'Account.Key__c': 'k', C: 1, D: 'N/A' }
    expect(fitsJob(row('c1', 'k', values))).toBe(true)
  })
})

describe('a line of results', () => {
  test('belongs to the row that has its key, however often it comes', () => {
    const rows = [row('c1', 'k1', { A: 'x' }), row('c2', 'k2', { A: 'x' })]
    const { index } = toJobTable('upsert', 'K', rows)
    expect(index.columns).toEqual(['K'])
    expect([['k2'], ['k2'], ['k1']].map((cells) => index.take(cells))).toEqual(['c2', 'c2', 'c1'])
  })

  test('of rows without a key belongs to one of those that are alike, each once', () => {
    const rows = [row('c1', '', { A: 'x' }), row('c2', '', { A: 'y' }), row('c3', '', { A: 'x' })]
    const { index } = toJobTable('create', undefined, rows)
    const taken = [['x'], ['y'], ['x'], ['x']].map((cells) => index.take(cells))
    expect(taken).toEqual(['c1', 'c2', 'c3', 'no row with these cells'])
  })

  test('that was never uploaded belongs to nobody', () => {
    const rows = [row('c1', 'K1', {})]
    const { index } = toJobTable('upsert', 'K', rows)
    expect(index.take(['k1'])).toBe('no row with these cells')
  })
})
