import type { DatabaseSync } from 'node:sqlite'

/** The durable id maps of connectors. */
export class ConnectionCache {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  get(connection: string, keys: readonly string[]): ReadonlyMap<string, string> {
    const one = this.#database.prepare('SELECT value FROM cache WHERE connection = ? AND key = ?')
    const found = new Map<string, string>()
    for (const key of keys) {
      const row = one.get(connection, key) as { value: string } | undefined
      if (row) found.set(key, row.value)
    }
    return found
  }

  set(connection: string, entries: ReadonlyMap<string, string>): void {
    const put = this.#database.prepare(
      'INSERT OR REPLACE INTO cache (connection, key, value) VALUES (?, ?, ?)',
    )
    for (const [key, value] of entries) put.run(connection, key, value)
  }

  delete(connection: string, keys: readonly string[]): void {
    const remove = this.#database.prepare('DELETE FROM cache WHERE connection = ? AND key = ?')
    for (const key of keys) remove.run(connection, key)
  }
}
