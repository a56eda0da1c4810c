import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonRows, type Row } from '../src/json-rows.ts'

const value = fc.option(
  fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '[', ']', ','), fc.string()) }),
)

function readPieces(bytes: Buffer, pieceBytes: number): { rows: Row[]; isComplete: boolean } {
  const parser = new JsonRows()
  const rows: Row[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    rows.push(...parser.push(bytes.subarray(at, at + pieceBytes)))
  }
  return { rows, isComplete: parser.isComplete }
}

test('gives back every row however the bytes are cut', () => {
  const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 3 }))
  const spaces = fc.constantFrom(undefined, 1)
  fc.assert(
    fc.property(rows, spaces, fc.integer({ min: 1, max: 40 }), (given, space, size) => {
      const bytes = Buffer.from(JSON.stringify(given, null, space))
      expect(readPieces(bytes, size)).toEqual({ rows: given, isComplete: true })
    }),
  )
})

test('a list that is not closed is not complete', () => {
  expect(readPieces(Buffer.from('[["1"],["2"]'), 5)).toEqual({
    rows: [['1'], ['2']],
    isComplete: false,
  })
})

test('what is no list of rows is refused, and so is what is no UTF-8', () => {
  expect(() => readPieces(Buffer.from('[[1 2]]'), 100)).toThrow('is no list of rows')
  expect(() => readPieces(Buffer.from([0x5b, 0x5b, 0x22, 0xff]), 100)).toThrow('is no list of rows')
})
