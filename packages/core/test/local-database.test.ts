import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { LocalDatabase } from '../src/local-database.ts'

async function rowsOf(sql: string, memoryMax?: string): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-local-'))
  const options = { statePath: folder, spillPath: path.join(folder, 'spill'), memoryMax }
  const database = await LocalDatabase.open(options)
  try {
    let rows = 0
    for await (const [column = []] of database.chunks(sql)) rows += column.length
    return rows
  } finally {
    await database[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
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
