import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Batch, Manifest, Outcome } from '@revetl/sdk'
import { BatchChange, freezeBatch, manifestOf } from '@revetl/sdk/host'
import { hostileConnector, hostileFixtures, hostileModule } from '@revetl/testkit/hostile'
import { judgeAnswer, type Judgement } from '../../src/deliver/judge-answer.ts'
import type { ChildLimitOptions } from '../../src/child-limits.ts'
import { openDestination } from '../../src/host/open-destination.ts'
import type { CallScope, OpenDestination } from '../../src/open-connections.ts'
import type { Connection } from '../../src/connection.ts'
import { memoryServices, type LoggedLine } from './child-services.ts'
import { startVendor, type VendorServer } from './vendor-server.ts'

const testkit = path.resolve(import.meta.dirname, '../../../testkit')
/** The secret of every hostile configuration. */
export const token = 'canary-8f2c1d5e7a'

/** The variants of a fixture. */
export function variantsOf(id: string): readonly string[] {
  return Object.keys(hostileFixtures.find((fixture) => fixture.id === id)?.variants ?? {})
}

/** What the manifest of a hostile connector says: that it is an honest one. */
export async function honestManifest(): Promise<Manifest> {
  return manifestOf(hostileConnector('P-17', 'keeps nothing open'))
}

/** A hostile connector in a child, and what it could harm. */
export class HostileCase implements AsyncDisposable {
  readonly destination: OpenDestination
  readonly vendor: VendorServer
  readonly forbidden: VendorServer
  readonly lines: readonly LoggedLine[]
  readonly #folder: string

  private constructor(parts: {
    destination: OpenDestination
    vendor: VendorServer
    forbidden: VendorServer
    lines: readonly LoggedLine[]
    folder: string
  }) {
    this.destination = parts.destination
    this.vendor = parts.vendor
    this.forbidden = parts.forbidden
    this.lines = parts.lines
    this.#folder = parts.folder
  }

  static async open(
    id: string,
    variant: string,
    childLimits: ChildLimitOptions = {},
  ): Promise<HostileCase> {
    const folder = mkdtempSync(path.join(tmpdir(), 'rev-hostile-'))
    const vendor = await startVendor()
    const forbidden = await startVendor('localhost')
    const { services, lines } = memoryServices({ childLimits })
    const connection = await hostileConnection(folder, id, variant, {
      url: vendor.url,
      token,
      forbiddenUrl: forbidden.url,
    })
    try {
      const destination = await openDestination(connection, services)
      return new HostileCase({ destination, vendor, forbidden, lines, folder })
    } catch (error) {
      await vendor[Symbol.asyncDispose]()
      await forbidden[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** Writes one batch as the engine would, and judges the answer. */
  async write(attempt = 1, more: Partial<CallScope> = {}): Promise<Judgement> {
    const batch = batchOf(attempt)
    return judgeAnswer(batch, await this.destination.write(batch, scopeOf(more)))
  }

  /** Everything that was logged, as one text. */
  get log(): string {
    return JSON.stringify(this.lines)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destination[Symbol.asyncDispose]()
    await this.vendor[Symbol.asyncDispose]()
    await this.forbidden[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** A connection to a hostile connector as if it had been installed. */
export async function hostileConnection(
  folder: string,
  id: string,
  variant: string,
  config: Readonly<Record<string, unknown>>,
): Promise<Connection> {
  const entry = path.join(folder, 'connector.mjs')
  writeFileSync(entry, hostileModule(id, variant))
  return {
    name: 'hostile',
    kind: 'destination',
    connector: {
      packageName: 'rev-destination-hostile',
      version: '1.0.0',
      manifest: await honestManifest(),
      code: { folder: testkit, entry, isLinked: false },
      load: () => Promise.reject(new Error('no code of a hostile connector runs in this process')),
    },
    config,
    secrets: [token],
    place: { file: 'rev.yaml', line: 1, column: 1 },
  }
}

function batchOf(attempt: number): Batch {
  const changes = ['1', '2', '3'].map(
    (id) => new BatchChange({ id, kind: 'added', key: [id], json: `{"id":"${id}"}` }),
  )
  return freezeBatch({
    object: { name: 'things', fields: {} },
    operation: 'upsert',
    matchOn: ['id'],
    fields: [{ name: 'id', type: 'string' }],
    changes,
    idempotencyKey: `key-${attempt}`,
    attempt,
  })
}

function scopeOf(more: Partial<CallScope>): CallScope {
  return {
    run: { id: 'run-1', sync: 'things', startedAt: '2026-01-01T00:00:00.000Z' },
    signal: new AbortController().signal,
    isResendable: true,
    idempotencyKey: 'key',
    records: 3,
    ...more,
  }
}

/** The statuses of a judged batch, in the order of its changes. */
export function statusesOf({ outcomes }: Judgement): Outcome['status'][] {
  return [...outcomes.values()].map(({ status }) => status)
}
