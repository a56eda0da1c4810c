import type { Cache } from '@revetl/sdk'
import { memoryCache } from '../../memory-cache.ts'

/** A durable map whose entries can be put aside while the memory of a connector is measured: they are the host's. */
export class ParkedCache implements Cache {
  #cache = memoryCache()
  readonly #names = new Set<string>()

  get(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#cache.get(keys)
  }

  async set(entries: ReadonlyMap<string, string>): Promise<void> {
    for (const name of entries.keys()) this.#names.add(name)
    await this.#cache.set(entries)
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const name of keys) this.#names.delete(name)
    await this.#cache.delete(keys)
  }

  /** Runs a measurement with nothing of the map in memory but `parkedBytes`. */
  async without<Result>(measure: (parkedBytes: number) => Result): Promise<Result> {
    const bytes = Buffer.from(JSON.stringify([...(await this.#cache.get([...this.#names]))]))
    this.#names.clear()
    this.#cache = memoryCache()
    const result = measure(bytes.byteLength)
    await this.set(new Map(JSON.parse(bytes.toString()) as [string, string][]))
    return result
  }
}
