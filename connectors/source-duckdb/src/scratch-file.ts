import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { openError } from './duckdb-errors.ts'
import { quoteName, quoteText } from './sql-text.ts'

/** What statements call the file of scratch tables. */
export const scratchAlias = 'rev_scratch'

const patienceMs = 30_000
const pauseMs = 100

/**
 * The file of scratch tables, beside the database. The database itself is never written: within one process nothing
 * would keep a reader of its file from a writer.
 */
export function scratchFileOf({ path: file }: { readonly path: string }): string {
  const { dir, name } = path.parse(file)
  return path.join(dir, `${name}.rev-scratch.duckdb`)
}

const turns = new Map<string, Promise<void>>()

/** Waits until nobody else of this process has the file. @returns what lets the next one have it */
export async function takeTurn(file: string): Promise<() => void> {
  const before = turns.get(file)
  const { promise, resolve } = Promise.withResolvers<void>()
  const mine = before === undefined ? promise : before.then(() => promise)
  turns.set(file, mine)
  await before
  return () => {
    if (turns.get(file) === mine) turns.delete(file)
    resolve()
  }
}

/** Attaches the file; another process that has it is waited for. @throws `REV_READ_FAILED` */
export async function attachScratch(
  connection: DuckDBConnection,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const statement = `ATTACH ${quoteText(file)} AS ${quoteName(scratchAlias)}`
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      await connection.run(statement)
      return
    } catch (error) {
      const failed = openError(file, error)
      if (waitedMs >= patienceMs || !failed.message.includes('holds it for writing')) throw failed
      await setTimeout(pauseMs, undefined, { signal })
    }
  }
}
