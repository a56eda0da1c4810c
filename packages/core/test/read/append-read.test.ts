import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Chunk, Column, ModelRead, ReadEnd } from '@revetl/sdk'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createLineTable,
  createTextTable,
  LocalDatabase,
  workTable,
} from '../../src/local-database.ts'
import { appendRead } from '../../src/read/append-read.ts'
import type { RowForm } from '../../src/table-loader.ts'
import { valuesSql } from '../../src/text-rows.ts'

type Value = string | null
type Row = readonly Value[]

const folder = mkdtempSync(path.join(tmpdir(), 'rev-append-'))
let database: LocalDatabase
beforeAll(async () => {
  const spillPath = path.join(folder, 'spill')
  database = await LocalDatabase.open({ statePath: folder, spillPath, memoryMax: undefined })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const names = ['a', 'b', 'c']
const columns = names.map((name): Column => ({ name, type: 'string' }))

/** What is there after a read of these chunks, in a table of columns or, where the read begins with text, of lines. */
async function load(
  form: RowForm,
  chunks: readonly Chunk[],
  end: unknown,
): Promise<readonly Row[]> {
  await createTextTable(database, 'texts', names)
  await createLineTable(database, 'lines')
  async function* given(): AsyncGenerator<Chunk, ReadEnd, void> {
    yield* chunks
    return end as ReadEnd
  }
  const read: ModelRead = { columns, chunks: given() }
  const tables = { columns: 'texts', ...(form === 'lines' ? { lines: 'lines' } : {}) }
  const { signal } = new AbortController()
  const found = await appendRead(database, tables, { read, signal })
  const rows = (sql: string) => database.rows(sql) as Promise<readonly Row[]>
  if (found === 'columns') return rows(`SELECT * FROM ${workTable('texts')}`)
  const [[odd] = []] = await rows(`SELECT count(*) FROM ${workTable('lines')} WHERE is_odd`)
  return rows(valuesSql(workTable('lines'), names, Number(odd) > 0))
}

// A format that is written down twice: here, and by what reads it.
const letters: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
  '\\': '\\',
}
const encoded = (value: Value): string =>
  value === null
    ? '\\N'
    : Array.from(value, (char) => (letters[char] ? `\\${letters[char]}` : char)).join('')
const textChunk = (rows: readonly Row[]): Chunk => ({
  rowCount: rows.length,
  text: Buffer.from(rows.map((row) => `${row.map(encoded).join('\t')}\n`).join('')),
})
const columnChunk = (rows: readonly Row[]): Chunk => ({
  rowCount: rows.length,
  columns: names.map((_name, index) => rows.map((row) => row[index] ?? null)),
})

const odd = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from('\\\\\\Nntbrfv\n\t\r\b\f\v"\',\u001e😀')),
    fc.string({ unit: 'binary' }),
  ),
})
const row = fc.array(fc.option(odd), { minLength: names.length, maxLength: names.length })
const text = (rowCount: number, value: string | Buffer): Chunk => ({
  rowCount,
  text: Buffer.from(value as string),
})

describe.each<RowForm>(['columns', 'lines'])('a table of %s', (form) => {
  test('every value of a text comes as it is, in the order of the rows, beside chunks of columns', async () => {
    const chunks = fc.array(fc.tuple(fc.array(row), fc.boolean()), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(chunks, async (given) => {
        const rows = given.flatMap(([some]) => some)
        const made = given.map(([some, isText]) => (isText ? textChunk(some) : columnChunk(some)))
        expect(await load(form, made, { rows: rows.length })).toEqual(rows)
      }),
      { numRuns: 60 },
    )
  })

  test('rows with nulls and no other escape come as they are', async () => {
    const rows = [
      ['N', null, 'N\r'],
      [null, '', null],
      [null, null, null],
    ]
    expect(await load(form, [textChunk(rows.slice(1))], { rows: 2 })).toEqual(rows.slice(1))
    expect(await load(form, [textChunk(rows)], { rows: 3 })).toEqual(rows)
  })

  test('tells null from the text \\N, and an empty text from null', async () => {
    const rows = [
      [null, '\\N', ''],
      ['', '\\\\N', '\\'],
    ]
    expect(await load(form, [textChunk(rows)], { rows: 2 })).toEqual(rows)
  })

  test.each([
    ['a row without its end', text(1, 'a\tb\tc'), 'its last row has no end'],
    ['a row that is too short', text(2, 'a\tb\tc\na\tb\n'), 'a row has 2 values and not 3'],
    ['a row that is too long', text(1, 'a\tb\tc\td\n'), 'a row has 4 values and not 3'],
    ['fewer rows than it says', text(2, 'a\tb\tc\n'), 'it says 2 rows and has 1'],
    ['more rows than it says', text(1, 'a\tb\tc\na\tb\tc\n'), 'it says 1 rows and has 2'],
    ['an escape that is none', text(1, 'a\tb\t\\q\n'), 'an escape that is none'],
    ['a backslash at the end', text(1, 'a\tb\t\\\\\\\n'), 'an escape that is none'],
    ['a null behind something', text(1, '\\N\ta\\N\tb\n'), 'an escape that is none'],
    ['a null before something', text(1, '\\N\t\\Na\tb\n'), 'an escape that is none'],
    ['a null twice', text(1, '\\N\\N\ta\tb\n'), 'an escape that is none'],
  ])('%s is a broken contract, and never other rows', async (_name, chunk, why) => {
    await expect(load(form, [chunk], { rows: chunk.rowCount })).rejects.toMatchObject({
      code: 'REV_CONNECTOR_CONTRACT',
      message: expect.stringContaining(why),
    })
  })

  test('a text that is not UTF-8 is refused', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x09, 0x62, 0x09, 0x63, 0x0a])
    await expect(load(form, [text(1, bytes)], { rows: 1 })).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('not UTF-8'),
    })
  })

  test('a read that ends without the count of its rows is incomplete', async () => {
    await expect(load(form, [text(1, 'a\tb\tc\n')], undefined)).rejects.toMatchObject({
      code: 'REV_READ_INCOMPLETE',
    })
  })

  test('a read that failed leaves an engine that reads the next one', async () => {
    const good = textChunk([['1', '2', null]])
    await expect(
      load(form, [good, columnChunk([['x', 'y', 'z']]), text(1, 'a\n')], { rows: 3 }),
    ).rejects.toThrow('a row has 1 values')
    expect(await load(form, [good], { rows: 1 })).toEqual([['1', '2', null]])
  })
})
