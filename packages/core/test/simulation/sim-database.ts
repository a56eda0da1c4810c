import { RevError } from '@revetl/sdk'
import { LocalDatabase } from '../../src/local-database.ts'
import type { RowForm, RowLoader } from '../../src/table-loader.ts'
import type { EngineServices } from '../../src/run/run-scope.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** Opens local databases whose every statement is one effect of the worker. */
export function simDatabases(world: World, worker: SimWorker): EngineServices['openDatabase'] {
  return (options) =>
    world.scheduler.perform(
      worker.actor,
      'opens the local engine',
      worker.latencyMs(),
      async () => {
        const instance = await world.pool.take()
        const database = await LocalDatabase.open({ ...options, instance })
        const giveBack = () => world.pool.giveBack(instance)
        const broken = world.workshop.breakage?.database?.(database) ?? database
        const opened = new OpenDatabase(world, worker, broken, giveBack)
        worker.databases.add(opened)
        return opened.face()
      },
    )
}

/** A local database of a run, as the simulation sees it. */
export class OpenDatabase {
  readonly #world: World
  readonly #worker: SimWorker
  readonly #database: LocalDatabase
  readonly #giveBack: () => Promise<void>
  readonly #streams = new Set<AsyncGenerator>()
  #isClosed = false

  constructor(
    world: World,
    worker: SimWorker,
    database: LocalDatabase,
    giveBack: () => Promise<void>,
  ) {
    this.#world = world
    this.#worker = worker
    this.#database = database
    this.#giveBack = giveBack
  }

  /** The database as the engine gets it. */
  face(): LocalDatabase {
    const database = this.#database
    const replaced: Partial<Record<string | symbol, unknown>> = {
      run: (sql: string) => this.#perform(sql, () => database.run(sql)),
      rows: (sql: string) => this.#perform(sql, () => database.rows(sql)),
      openLoader: (table: string, form?: RowForm) =>
        this.#perform('opens a loader', async () =>
          this.#loader(await database.openLoader(table, form)),
        ),
      holdThreads: () =>
        this.#perform('holds threads', async () => this.#disposable(await database.holdThreads())),
      chunks: (sql: string) => this.#stream(database.chunks(sql)),
      texts: (sql: string, rows: number) => this.#stream(database.texts(sql, rows)),
      [Symbol.asyncDispose]: () =>
        this.#world.scheduler.perform(
          this.#worker.actor,
          'closes the local engine',
          this.#worker.latencyMs(),
          () => this.close(),
        ),
    }
    return new Proxy(database, {
      get(target, name) {
        const own = replaced[name]
        if (own !== undefined) return own
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }

  /** Lets go of everything, also when its owner died. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#worker.databases.delete(this)
    for (const stream of this.#streams) await stream.return(undefined)
    await this.#database[Symbol.asyncDispose]()
    await this.#giveBack()
  }

  #perform<Result>(what: string, act: () => Result | Promise<Result>): Promise<Result> {
    const { scheduler } = this.#world
    const worker = this.#worker
    return scheduler.perform(worker.actor, sqlWords(what), worker.latencyMs(), () => {
      if (worker.isEngineFull()) {
        this.#world.onStoreFailure(worker, what)
        throw new RevError('REV_STATE_WRITE', 'Failed to write the state: no space left on device.')
      }
      return act()
    })
  }

  #loader(loader: RowLoader): RowLoader {
    return {
      add: (rows) => this.#perform('adds rows', () => loader.add(rows)),
      commit: () => this.#perform('commits rows', () => loader.commit()),
      [Symbol.asyncDispose]: () => this.#close(() => loader[Symbol.asyncDispose]()),
    }
  }

  #disposable(held: AsyncDisposable): AsyncDisposable {
    return { [Symbol.asyncDispose]: () => this.#close(() => held[Symbol.asyncDispose]()) }
  }

  #close(act: () => PromiseLike<void>): Promise<void> {
    const { scheduler } = this.#world
    const { actor } = this.#worker
    return scheduler.perform(actor, 'lets go', this.#worker.latencyMs(), async () => act())
  }

  async *#stream<Page>(pages: AsyncGenerator<Page, void, void>): AsyncGenerator<Page, void, void> {
    this.#streams.add(pages)
    try {
      for (;;) {
        const next = await this.#perform('reads on', () => pages.next())
        if (next.done === true) return
        yield next.value
      }
    } finally {
      await this.#close(async () => {
        this.#streams.delete(pages)
        await pages.return()
      })
    }
  }
}

function sqlWords(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 60)
}
