import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openFiles } from './open-files.ts'

const types = { id: 'integer' } as const

test.each([
  '../x.csv',
  '..\\x.csv',
  'a/../../x.csv',
  'sub/x.csv',
  '/etc/x.csv',
  'C:\\x.csv',
  'C:x.csv',
  'x\0.csv',
  'x\n.csv',
  'con.csv',
  'NUL.csv',
  'com1.csv',
  'Lpt9.tar.csv',
  `${'x'.repeat(300)}.csv`,
  `${'é'.repeat(130)}.csv`,
  '.rev-0123.csv',
  'x.csv ',
  'x.csv.',
  '\ud800.csv',
  'x',
  'x.xlsx',
])('the name %j is refused and nothing is written', async (name) => {
  await using files = await openFiles()
  await expect(files.begin(name, 'replace', types)).rejects.toMatchObject({ kind: 'config' })
})

test('a name that differs from another by case or by the form of its accents is refused', async () => {
  await using files = await openFiles()
  await files.write('Café.csv', 'replace', { types, records: [{ id: 1 }] })
  for (const name of ['café.csv', 'Cafe\u0301.csv', 'CAFÉ.CSV']) {
    await expect(files.begin(name, 'replace', types)).rejects.toMatchObject({ kind: 'config' })
  }
  expect(files.names()).toEqual(['Café.csv'])
})

test('a symbolic link is refused, wherever it leads', async () => {
  await using files = await openFiles()
  const outside = path.join(path.dirname(files.folder), 'outside.csv')
  mkdirSync(files.folder)
  writeFileSync(outside, 'precious')
  symlinkSync(outside, path.join(files.folder, 'link.csv'))
  symlinkSync(path.dirname(outside), path.join(files.folder, 'link.parquet'))
  for (const name of ['link.csv', 'link.parquet']) {
    await expect(files.begin(name, 'append', types)).rejects.toMatchObject({
      message: expect.stringContaining('symbolic link'),
    })
  }
})

test('a folder in the place of the file is refused', async () => {
  await using files = await openFiles()
  mkdirSync(path.join(files.folder, 'x.csv'), { recursive: true })
  await expect(files.begin('x.csv', 'replace', types)).rejects.toMatchObject({ kind: 'config' })
})
