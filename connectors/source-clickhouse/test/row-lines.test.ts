import { expect, test } from 'vitest'
import { RowLines } from '../src/row-lines.ts'

function linesOf(text: string, pieces: number): { columns: unknown[]; lines: RowLines } {
  const lines = new RowLines([undefined, undefined])
  const chunks = []
  const size = Math.ceil(text.length / pieces)
  for (let at = 0; at < text.length; at += size) {
    chunks.push(...lines.push(text.slice(at, at + size)))
  }
  const last = lines.take()
  return { columns: last ? [...last.columns] : chunks, lines }
}

test.each([1, 3, 1_000])('text that comes in %i pieces gives the same rows', (pieces) => {
  const { columns, lines } = linesOf('a\\tb\\\\\t\\N\n\\\\.\t\n\\.\t2\t0.5\t7\t8\n', pieces)
  expect(columns).toEqual([
    ['a\tb\\', '\\.'],
    [null, ''],
  ])
  expect(lines.end).toEqual({ rows: 2, seconds: 0.5, rowsRead: 7, bytesRead: 8 })
  expect(lines.rest).toBe('')
})

test('a result without its last line has no end', () => {
  expect(linesOf('a\tb\nc\td\n', 1).lines.end).toBeUndefined()
})

test('what the server writes behind the rows is no row', () => {
  expect(() => linesOf('a\tb\nCode: 395. DB::Exception: bad\n', 1)).toThrow('no row')
  expect(() => linesOf('\\.\t0\t0\t0\t0\na\tb\n', 1)).toThrow('no row')
})
