import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LocalDatabase } from '../src/local-database.ts'

function openDatabase(memoryMax?: string): Promise<LocalDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-local-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return LocalDatabase.open({ statePath: folder, spillPath: path.join(folder, 'spill'), memoryMax })
}

async function rowsOf(sql: string, memoryMax?: string): Promise<number> {
  await using database = await openDatabase(memoryMax)
  let rows = 0
  for await (const [column = []] of database.chunks(sql)) rows += column.length
  return rows
}

test('a large result comes whole', async () => {
  expect(await rowsOf('SELECT range FROM range(100000)')).toBe(100_000)
  expect(await rowsOf('SELECT range FROM range(100000) WHERE range < 0')).toBe(0)
})

test('a result that fails half-way is an error and never fewer rows', async () => {
  const value = "(CASE WHEN range = 290000 THEN 'x' ELSE '1' END)::INTEGER"
  await expect(rowsOf(`SELECT ${value} FROM range(300000)`)).rejects.toMatchObject({
    code: 'REV_READ_INCOMPLETE',
  })
})

test('work that fits in no memory says what may be raised', async () => {
  await expect(rowsOf('SELECT list(range) FROM range(20000000)', '16MB')).rejects.toMatchObject({
    code: 'REV_MEMORY',
    message: expect.stringContaining('the 16MB that it may take') as string,
    hint: expect.stringContaining('`memory` in rev.yaml') as string,
  })
})

test('as long as a reader is open each statement has one thread, and then as many as before', async () => {
  await using database = await openDatabase()
  const threads = async () => (await database.rows("SELECT current_setting('threads')"))[0]?.[0]
  await database.run('SET threads = 3')
  {
    await using reader = await database.openReader()
    expect(await threads()).toBe(1)
    expect(await reader.rows('SELECT 1')).toEqual([[1]])
  }
  expect(await threads()).toBe(3)
})
