import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Chunk } from '@revetl/sdk'
import { CopyRows } from '../src/copy-rows.ts'

// The text format of COPY: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2 (read 2026-11-22)
const letters: Record<string, string> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
  '\\': '\\',
}

function encode(value: string | null): string {
  // oxlint-disable-next-line no-control-regex -- these are what COPY escapes
  return value === null ? '\\N' : value.replace(/[\b\f\n\r\t\v\\]/g, (c) => `\\${letters[c]}`)
}

function readPieces(bytes: Buffer, pieceBytes: number): (string | null)[][] {
  const copy = new CopyRows([undefined, undefined])
  const chunks: (Chunk | undefined)[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    chunks.push(copy.push(bytes.subarray(at, at + pieceBytes)))
  }
  chunks.push(copy.end())
  return chunks.flatMap((chunk) => {
    if (!chunk) return []
    const [left = [], right = []] = chunk.columns
    return left.map((value, row) => [value, right[row] ?? null])
  })
}

const value = fc.option(
  fc.string({ unit: fc.oneof(fc.constantFrom(...Array.from('\\N\n\t\r\b')), fc.string()) }),
)

test('gives back every value however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value)), fc.integer({ min: 1, max: 40 }), (rows, size) => {
      const text = rows.map((row) => `${row.map(encode).join('\t')}\n`).join('')
      expect(readPieces(Buffer.from(text), size)).toEqual(rows)
    }),
  )
})

test('tells null from the text \\N', () => {
  expect(readPieces(Buffer.from('\\N\t\\\\N\n'), 100)).toEqual([[null, '\\N']])
})

test('refuses a row that is not whole', () => {
  expect(() => readPieces(Buffer.from('a\tb\nc'), 100)).toThrow('the last row is not whole')
  expect(() => readPieces(Buffer.from('a\tb\nc\n'), 100)).toThrow('a row has 1 values')
})

test('refuses bytes that are not UTF-8 instead of replacing them', () => {
  expect(() => readPieces(Buffer.from([0x61, 0xff, 0x09, 0x62, 0x0a]), 100)).toThrow('not UTF-8')
})

test('gives chunks of thousands of rows', () => {
  const copy = new CopyRows([undefined])
  const chunk = copy.push(Buffer.from('1\n'.repeat(5000)))
  expect(chunk?.rowCount).toBe(5000)
  expect(copy.end()).toBeUndefined()
  expect(copy.rows).toBe(5000)
})
