import { expect, test } from 'vitest'
import {
  fromBodyParts,
  fromRecordsBody,
  packColumns,
  toBodyParts,
  unpackColumns,
} from '../src/protocol.ts'
import { joinOutcomes } from '../src/protocol/joined-outcomes.ts'
import { toRecordsBody } from '../src/protocol/records-body.ts'

const yes = (id: string, effect = 'written') => ({ id, status: 'ok', effect })

test('neighbours that say the same become one outcome, in their order', () => {
  const refused = { id: '3', status: 'rejected', code: 'REV_RECORD_REJECTED', message: 'no' }
  const outcomes = [yes('1'), yes('2'), refused, yes('4'), yes('5', 'created'), yes('6', 'created')]
  expect(joinOutcomes(outcomes)).toEqual([
    { ids: '1\n2', status: 'ok', effect: 'written' },
    refused,
    { ids: '4', status: 'ok', effect: 'written' },
    { ids: '5\n6', status: 'ok', effect: 'created' },
  ])
})

test('an outcome that says more than yes, or is none, stays as it is', () => {
  const others = [
    { ...yes('1'), remoteId: 'r' },
    yes('1\n2'),
    { id: 1, status: 'ok', effect: 'written' },
    { id: '1', status: 'unknown', code: 'REV_OUTCOME_UNKNOWN' },
    null,
    'ok',
    [],
  ]
  expect(joinOutcomes(others)).toEqual(others)
})

const records = ['{"id":1,"name":"a"}', '{"id":2,"name":"é"}', '{"id":1}']

test.each([
  ['an array', `[${records.join(',')}]`, { before: '[', between: ',', after: ']' }],
  [
    'lines',
    records.map((record) => `${record}\n`).join(''),
    { before: '', between: '\n', after: '\n' },
  ],
  [
    'a part of an object',
    `{"people":[${records.join(', ')}],"dry":false}`,
    { before: '{"people":[', between: ', ', after: '],"dry":false}' },
  ],
])(
  'a body of nothing but records (%s) is known by what stands around them',
  (_what, body, parts) => {
    expect(toRecordsBody(body, records)).toEqual(parts)
    expect(fromRecordsBody(parts, records)).toBe(body)
  },
)

test('one record is a body of records too', () => {
  expect(toRecordsBody('[{"id":1}]', ['{"id":1}'])).toEqual({
    before: '[',
    between: '',
    after: ']',
  })
})

test.each([
  ['another order', `[${records.toReversed().join(',')}]`],
  ['a record less', `[${records.slice(1).join(',')}]`],
  ['a record changed', `[${records.join(',').replace('"a"', '"b"')}]`],
  ['much after them', `[${records.join(',')}]`.padEnd(2000)],
  ['unlike separators', `[${records[0]},${records[1]};${records[2]}]`],
  ['much before them', `${'x'.repeat(1025)}${records.join(',')}`],
  ['much between them', `[${records.join(' '.repeat(17))}]`],
  ['none of them', 'x'.repeat(200)],
])('a body with %s crosses as it is', (_what, body) => {
  expect(toRecordsBody(body, records)).toBeUndefined()
})

test('a body crosses as text where it is UTF-8, and whole where it is not', () => {
  const bytes = new Uint8Array([0, 255, 128])
  expect(toBodyParts(Buffer.from('é'))).toEqual({ body: 'é' })
  expect(fromBodyParts(toBodyParts(bytes))).toEqual(Buffer.from(bytes))
  expect([fromBodyParts({ body: '' }), fromBodyParts({})]).toEqual(['', undefined])
})

test('columns come back as they were, whatever is in them', () => {
  const columns = [
    ['1', '22', null],
    ['é', '', 'a\nb'],
    [null, null, null],
    ['a\u001eb', 'c', 'd'],
    ['\u0000', null, 'x\u0000'],
    ['x\u0000', null, ''],
    ['\ud800', 'b', 'c'],
  ]
  const packed = packColumns(columns, 3)
  // What the text could not hold stays a list.
  expect(packed.columns.map((column) => typeof column)).toEqual([
    'number',
    'number',
    'number',
    'object',
    'object',
    'number',
    'object',
  ])
  expect(unpackColumns(packed.columns, 3, Buffer.from(packed.text))).toEqual(columns)
})

test.each([
  ['a byte more', [1], 'ab'],
  ['a byte less', [3], 'ab'],
  ['a length below zero', [4, -2], 'ab'],
  ['half a byte', [0.5, 1.5], 'ab'],
])('bytes that are not those of the columns (%s) are refused', (_what, columns, text) => {
  expect(unpackColumns(columns, 1, Buffer.from(text))).toBeUndefined()
})

test('more values than rows are not taken apart', () => {
  const text = ['1', '2', '3', '4'].join('\u001e')
  expect(unpackColumns([text.length], 2, Buffer.from(text))).toEqual([['1', '2', '3']])
})
