import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyText } from '../../src/key-text.ts'
import { LocalDatabase } from '../../src/local-database.ts'
import { quoteText } from '../../src/sql.ts'

const layout = {
  keys: [
    { name: 'a', type: 'string' },
    { name: 'b', type: 'string' },
  ],
} as const

async function keyTexts(pairs: readonly (readonly [string, string])[]): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-key-'))
  const database = await LocalDatabase.open({
    statePath: folder,
    spillPath: path.join(folder, 'spill'),
    memoryMax: undefined,
  })
  try {
    const rows = pairs.map(([a, b]) => `(${quoteText(a)}, ${quoteText(b)})`).join(', ')
    const found = await database.rows(
      `SELECT ${keyText(layout, ['a', 'b'])} FROM (VALUES ${rows}) AS t(a, b)`,
    )
    return found.map(([text]) => String(text))
  } finally {
    await database[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a separator inside a column does not make two keys one', async () => {
  const pairs = [
    ['a|b', 'c'],
    ['a', 'b|c'],
    ['a","b', 'c'],
    ['a', 'b","c'],
    ['a,b', ''],
    ['a', ',b'],
  ] as const
  const texts = await keyTexts(pairs)
  expect(new Set(texts).size).toBe(pairs.length)
  expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual(pairs)
})

test('the text of a key reads back as its columns, whatever they hold', async () => {
  const column = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '"', '\\', '|', ',', '\u001f', '\n', '__proto__', '\u2028'),
  )
  const pair = fc
    .tuple(column, column)
    .filter((texts) => texts.every((text) => !text.includes('\0')))
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 200 }), async (pairs) => {
      const texts = await keyTexts(pairs)
      expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual(pairs)
    }),
    { numRuns: 5 },
  )
})
