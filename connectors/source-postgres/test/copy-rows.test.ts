import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextChunk } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
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
  const copy = new CopyRows()
  const chunks: (TextChunk | undefined)[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    chunks.push(copy.push(bytes.subarray(at, at + pieceBytes)))
  }
  chunks.push(copy.end())
  return chunks.flatMap((chunk) => {
    if (!chunk) return []
    const [left = [], right = []] = chunkColumns(chunk, 2)
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
})

test('gives whole rows of about a million bytes, wherever the bytes were cut', () => {
  const text = 'some text\t1\n'.repeat(300_000)
  const copy = new CopyRows()
  const chunks: TextChunk[] = []
  for (let at = 0; at < text.length; at += 65_521) {
    chunks.push(
      ...[copy.push(Buffer.from(text.slice(at, at + 65_521)))].filter((one) => one !== undefined),
    )
  }
  chunks.push(...[copy.end()].filter((one) => one !== undefined))
  expect(chunks.map(({ text: bytes }) => Buffer.from(bytes).toString()).join('')).toBe(text)
  expect(chunks.every(({ text: bytes }) => bytes.at(-1) === 0x0a)).toBe(true)
  expect(chunks.slice(0, -1).every(({ text: bytes }) => bytes.length > 1_000_000)).toBe(true)
  expect(Math.max(...chunks.map(({ text: bytes }) => bytes.length))).toBeLessThan(1_200_000)
  expect([copy.rows, chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)]).toEqual([
    300_000, 300_000,
  ])
})
