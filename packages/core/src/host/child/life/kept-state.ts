import type { Cache } from '@revetl/sdk'
import type { HostServices } from '../../host-services.ts'

const names = ['state', 'auth'] as const
type Name = (typeof names)[number]

/** What a connector keeps between its lives: the values of its `state` and `auth_updated` messages. */
export class KeptState {
  readonly #cache: Cache

  constructor({ cacheOf }: HostServices, connection: string) {
    // No connection can have this name.
    this.#cache = cacheOf(`#child:${connection}`)
  }

  /** What was kept, by name; nothing under a name that was not. */
  async read(): Promise<{ readonly [Kept in Name]?: unknown }> {
    const kept = await this.#cache.get(names)
    return Object.fromEntries(
      [...kept].map(([name, text]) => [name, JSON.parse(text) as unknown] as const),
    )
  }

  keep(name: Name, value: unknown): Promise<void> {
    return this.#cache.set(new Map([[name, JSON.stringify(value)]]))
  }
}
