import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { RevError } from '@revetl/sdk'
import { createStatements, sumChecks } from './schema.ts'

/** Lets SQL compute the checksum of a row: CRC-32, which no single flipped bit escapes. */
export function registerRowSum(database: DatabaseSync): void {
  database.function('rev_sum', { deterministic: true, varargs: true }, (...values) =>
    crc32(JSON.stringify(values)),
  )
}

/**
 * Compares all that the ledger holds with its checksums: the schema, the trees and indexes, each row.
 * @throws `REV_STATE_BROKEN`
 */
export function verifyDatabase(database: DatabaseSync, path: string): void {
  if (schemaOf(database) !== expectedSchema())
    throw damaged(path, 'its tables are not as rev makes them')
  const [check] = database.prepare('PRAGMA integrity_check(1)').all() as {
    integrity_check: string
  }[]
  if (check?.integrity_check !== 'ok') throw damaged(path, String(check?.integrity_check))
  for (const sql of sumChecks) {
    const { name, rows } = database.prepare(sql).get() as { name: string; rows: number }
    if (rows > 0) throw damaged(path, `${rows} rows of ${name} do not match their checksums`)
  }
}

function schemaOf(database: DatabaseSync): string {
  const rows = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
  return JSON.stringify(rows)
}

let expected: string | undefined

function expectedSchema(): string {
  if (expected !== undefined) return expected
  const database = new DatabaseSync(':memory:')
  try {
    registerRowSum(database)
    database.exec(createStatements.join('; '))
    expected = schemaOf(database)
    return expected
  } finally {
    database.close()
  }
}

/** A ledger that holds something else than what was written. */
export function damaged(path: string, why: string): RevError {
  return new RevError('REV_STATE_BROKEN', `Failed to use ${path}: it is damaged: ${why}.`, {
    hint: 'Restore the whole state folder from one backup. Without one, move the .rev folder away: the next run then delivers everything again.',
  })
}
