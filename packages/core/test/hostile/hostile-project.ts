import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { defineSource, type Clock, type Logger } from '@revetl/sdk'
import { hostileConnector, hostileModule } from '@revetl/testkit/hostile'
import { z } from 'zod'
import { openEngine, type Engine, type RunReport, type Sync } from '../../src/index.ts'
import { quickClock } from '../quick-clock.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'name', type: 'string' },
] as const

function rowsSource(rows: readonly (readonly [string, string])[]) {
  return defineSource({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Memory' },
    config: z.object({}) as never,
    network: { hosts: [] },
    check: async () => ({ account: { id: 'memory' } }),
    discover: async () => ({ tables: [] }),
    describe: async () => columns,
    read: async () => ({
      columns,
      chunks: (async function* () {
        yield {
          rowCount: rows.length,
          columns: [rows.map(([id]) => id), rows.map(([, name]) => name)],
        }
        return { rows: rows.length }
      })(),
    }),
  })
}

/** A vendor that takes everything, and one that nobody may call; what each was asked. */
class Vendor implements AsyncDisposable {
  readonly requests: { readonly route: string; readonly body: string }[] = []
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => {
      this.requests.push({ route: `${request.method} ${request.url}`, body })
      response.end('[]')
    })
  })

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** Where the connector of a project runs. */
export type HostedIn = 'in-process' | 'in a child'

const testkit = path.resolve(import.meta.dirname, '../../../testkit')

/** A project whose destination is a hostile connector, in this process unless a test says otherwise. */
export class HostileProject implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rev-hostile-'))
  readonly vendor = new Vendor()
  readonly forbidden = new Vendor()
  readonly lines: string[] = []
  rows: (readonly [string, string])[] = []
  sync: Partial<Sync> = {}
  clock: Clock = quickClock()
  readonly #definition: unknown
  // Of a connector that runs in a child; what its module imports lies in the testkit.
  readonly #entry: string | undefined
  #engine: Engine | undefined
  #addresses: readonly [string, string] | undefined

  constructor(id: string, variant: string, hostedIn: HostedIn = 'in-process') {
    this.#definition = hostileConnector(id, variant)
    if (hostedIn === 'in a child') {
      this.#entry = path.join(this.folder, 'connector.mjs')
      writeFileSync(this.#entry, hostileModule(id, variant))
    }
    this.rows = Array.from({ length: 4 }, (_, index) => [`${index}`, `name ${index}`])
  }

  async engine(): Promise<Engine> {
    await this.#engine?.[Symbol.asyncDispose]()
    this.#addresses ??= [await this.vendor.listen(), await this.forbidden.listen()]
    const [vendor, forbidden] = this.#addresses
    const source = await testConnection('source', rowsSource(this.rows))
    const connection = await testConnection('destination', this.#definition)
    const code = this.#entry && { folder: testkit, entry: this.#entry, isLinked: false }
    const destination = {
      ...connection,
      connector: { ...connection.connector, ...(code && { code }) },
      // Another name of the same machine: what was not declared.
      config: {
        url: `http://${vendor}`,
        forbiddenUrl: `http://${forbidden.replace('127.0.0.1', 'localhost')}`,
        token: 'hostile-token',
      },
      secrets: ['hostile-token'],
    }
    const project = testProject(
      this.folder,
      { source, destination },
      { mode: 'upsert', fields: columnsAsFields(['id', 'name']), inFlightMax: 1, ...this.sync },
    )
    this.#engine = await openEngine({
      project: { ...project, egressAllow: ['127.0.0.1/32', 'localhost'] },
      clock: this.clock,
      random: () => 0.5,
      log: this.#log(),
    })
    return this.#engine
  }

  async run(options: Parameters<Engine['run']>[1] = {}): Promise<RunReport> {
    return (await this.engine()).run('things', options)
  }

  /** Keys that the snapshot holds: what was acknowledged. */
  async acknowledged(): Promise<readonly string[]> {
    const engine = this.#engine ?? (await this.engine())
    const known: string[] = []
    for (const [id] of this.rows) {
      const [history] = await engine.row({ sync: 'things', key: [Number(id)] })
      if (history?.delivered !== undefined) known.push(id)
    }
    return known
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine?.[Symbol.asyncDispose]()
    await this.vendor[Symbol.asyncDispose]()
    await this.forbidden[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #log(): Logger {
    const note = (message: string, details?: unknown) => {
      this.lines.push(`${message} ${JSON.stringify(details ?? {})}`)
    }
    return { debug: note, info: note, warn: note, error: note }
  }
}

/** The sum of what a run says became of its changes. */
export function counted({ outcomes }: RunReport): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0)
}
