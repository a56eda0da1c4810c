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

test('texts that fail half-way are an error and never fewer rows', async () => {
  await using database = await openDatabase()
  const value = "(CASE WHEN range = 290000 THEN 'x' ELSE '1' END)::INTEGER::VARCHAR"
  const read = async () => {
    for await (const text of database.texts(`SELECT ${value} FROM range(300000)`, 300_000))
      void text
  }
  await expect(read()).rejects.toMatchObject({ code: 'REV_READ_INCOMPLETE' })
})

test('as long as texts are read each statement has one thread, and then as many as before', async () => {
  await using database = await openDatabase()
  const threads = async () => (await database.rows("SELECT current_setting('threads')"))[0]?.[0]
  await database.run('SET threads = 3')
  for await (const text of database.texts("SELECT 'once'", 1)) {
    expect(text).toBe('once')
    expect(await threads()).toBe(1)
  }
  expect(await threads()).toBe(3)
  // Whoever reads no further lets go as well.
  for await (const text of database.texts('SELECT i::VARCHAR FROM range(9000) t(i)', 9000)) {
    expect(text).toContain('0')
    break
  }
  expect(await threads()).toBe(3)
})
