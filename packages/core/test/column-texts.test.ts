import { DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinedTexts } from '../src/column-texts.ts'
import { quoteText } from '../src/sql.ts'

async function piecesOf(select: string): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const pieces: string[] = []
  const result = await connection.stream(select)
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0;) {
    pieces.push(...joinedTexts(chunk))
    chunk = await result.fetchChunk()
  }
  connection.closeSync()
  instance.closeSync()
  return pieces
}

test('texts of every length and plane come whole, in their order', async () => {
  const lengths = fc.oneof(fc.constantFrom(0, 1, 11, 12, 13), fc.nat({ max: 300 }))
  const unit = fc.oneof(
    fc.constantFrom('a', 'ß', '語', '🙂'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  )
  const text = lengths
    .chain((length) => fc.array(unit, { minLength: length, maxLength: length }))
    .map((units) => units.join('').replaceAll('\0', '0'))
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (texts) => {
      const list = texts.map((value) => quoteText(value)).join(', ')
      const pieces = await piecesOf(`SELECT unnest([${list}])`)
      expect(pieces.join('')).toBe(texts.join(''))
    }),
    { numRuns: 40 },
  )
})

test('texts made in one go cross together, and never more than a few at a time', async () => {
  const pieces = await piecesOf(
    `SELECT concat('row ', i, repeat('.', 300), ';') FROM range(5000) t(i)`,
  )
  const rows = pieces.join('').split(';').slice(0, -1)
  expect(rows).toHaveLength(5000)
  expect(rows.every((row, index) => row.startsWith(`row ${index}.`))).toBe(true)
  expect(pieces.length).toBeLessThan(500)
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(65_536)
})

test('a text longer than a piece is a piece of its own', async () => {
  const pieces = await piecesOf(`SELECT repeat('x', 100000 + i) FROM range(3) t(i)`)
  expect(pieces.map((piece) => piece.length)).toEqual([100_000, 100_001, 100_002])
})
