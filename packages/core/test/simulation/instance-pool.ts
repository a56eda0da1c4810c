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
    await connection.run(renewSql)
    connection.closeSync()
    this.#free.push(pooled)
  }

  [Symbol.dispose](): void {
    for (const { instance } of this.#free) instance.closeSync()
    this.#free.length = 0
  }
}

// Another database under the same name: looking for what is to be dropped in it takes five times as long.
const renewSql = `ATTACH ':memory:' AS spare; USE spare; DETACH memory;
ATTACH ':memory:' AS memory; USE memory; DETACH spare`

function openInstance(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Several threads meet rows in an order of their own.
    threads: '1',
    memory_limit: '200MB',
  })
}
