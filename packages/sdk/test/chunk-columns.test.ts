import { expect, test } from 'vitest'
import { chunkColumns } from '../src/host.ts'
import type { TextChunk } from '../src/index.ts'

const chunk = (rowCount: number, text: string): TextChunk => ({
  rowCount,
  text: Buffer.from(text),
})

test('the text of rows gives its values, each apart from null', () => {
  const text = String.raw`1	\N	` + '\n' + String.raw`\\N	a\tb\nc\rd\be\ff\vg\\	👩‍💻` + '\n'
  expect(chunkColumns(chunk(2, text), 3)).toEqual([
    ['1', String.raw`\N`],
    [null, 'a\tb\nc\rd\be\ff\vg\\'],
    ['', '👩‍💻'],
  ])
})

test('a row of one empty value is a row, and a text without bytes has none', () => {
  expect(chunkColumns(chunk(2, '\n\n'), 1)).toEqual([['', '']])
  expect(chunkColumns(chunk(0, ''), 2)).toEqual([[], []])
})

test('columns stay as they are', () => {
  expect(chunkColumns({ rowCount: 1, columns: [['1'], [null]] }, 2)).toEqual([['1'], [null]])
})

test.each([
  ['a row without its end', '1\t2', 'its last row has no end'],
  ['a row that is too short', '1\n', 'expected rows of 2 values, got one of 1'],
  ['a row that is too long', '1\t2\t3\n', 'expected rows of 2 values, got one of 3'],
  ['rows that were not counted', '1\t2\n3\t4\n', 'expected a text of 1 rows, got 2'],
  ['an escape that is none', '1\t\\q\n', String.raw`an escape that is none: \q`],
  ['a backslash at the end', '1\t\\\n', 'an escape that is none'],
])('%s is a broken contract', (_name, text, why) => {
  expect(() => chunkColumns(chunk(1, text), 2)).toThrow(why)
})

test('bytes that are not UTF-8 are refused, and never replaced', () => {
  const text = Buffer.from([0x61, 0xff, 0x0a])
  expect(() => chunkColumns({ rowCount: 1, text }, 1)).toThrow('its text is not UTF-8')
})
