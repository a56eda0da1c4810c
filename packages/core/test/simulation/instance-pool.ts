import { DuckDBInstance } from '@duckdb/node-api'

// An instance keeps what JavaScript functions were registered with it.
const usesMax = 200

interface Pooled {
  readonly instance: DuckDBInstance
  uses: number
}

/** Instances of DuckDB that serve one run after another: opening one takes as long as half a run of a small table. */
export class InstancePool implements Disposable {
  readonly #free: Pooled[] = []
  readonly #taken = new Map<DuckDBInstance, Pooled>()

  async take(): Promise<DuckDBInstance> {
    const pooled = this.#free.pop() ?? { instance: await openInstance(), uses: 0 }
    pooled.uses++
    this.#taken.set(pooled.instance, pooled)
    return pooled.instance
  }

  /** Takes an instance back, emptied as if it were new. */
  async giveBack(instance: DuckDBInstance): Promise<void> {
    const pooled = this.#taken.get(instance)
    if (pooled === undefined) return
    this.#taken.delete(instance)
    if (pooled.uses >= usesMax) return instance.closeSync()
    const connection = await instance.connect()
    const reader = await connection.runAndReadAll(leftoversSql)
    const statements = reader.getRows().map(([statement]) => String(statement))
    if (statements.length > 0) await connection.run(statements.join('; '))
    connection.closeSync()
    this.#free.push(pooled)
  }

  [Symbol.dispose](): void {
    for (const { instance } of this.#free) instance.closeSync()
    this.#free.length = 0
  }
}

const leftoversSql = `SELECT 'DETACH ' || database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'
UNION ALL SELECT 'DROP VIEW memory.main.' || view_name FROM duckdb_views() WHERE NOT internal AND database_name = 'memory'
UNION ALL SELECT 'DROP TABLE memory.main.' || table_name FROM duckdb_tables() WHERE database_name = 'memory'`

function openInstance(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Several threads meet rows in an order of their own.
    threads: '1',
    memory_limit: '200MB',
  })
}
