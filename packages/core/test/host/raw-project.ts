import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { manifestOf } from '@revetl/sdk/host'
import type { ValueType } from '@revetl/sdk'
import { systemClock } from '@revetl/http'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import type { ChildLimitOptions } from '../../src/child-limits.ts'
import type { Connection, Project, RunReport } from '../../src/index.ts'
import { engineServices } from '../../src/run/open-engine.ts'
import { ProjectEngine } from '../../src/run/project-engine.ts'
import { statePaths } from '../../src/run/state-paths.ts'
import { emptyMemory, memoryDestination } from '../run/memory-destination.ts'
import { memorySource, type MemoryModel } from '../run/memory-project.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'
import { startVendor, type VendorServer } from './vendor-server.ts'

const script = path.join(import.meta.dirname, 'raw-connector.mjs')
const columns: Readonly<Record<string, ValueType>> = { id: 'integer', name: 'string' }

/** A connection to the destination that speaks the protocol by hand. */
export async function rawConnection(url: string, ...args: readonly string[]): Promise<Connection> {
  const manifest = await manifestOf(memoryDestination(emptyMemory()))
  return {
    name: 'raw',
    kind: 'destination',
    connector: {
      packageName: 'rev-destination-raw',
      version: '1.0.0',
      manifest: { ...manifest, id: 'raw', hosts: 'config' },
      code: {
        folder: import.meta.dirname,
        command: [process.execPath, script, ...args],
        isLinked: false,
      },
      load: () => Promise.reject(new Error('a program is not imported')),
    },
    config: { url },
    secrets: [],
    place: { file: 'rev.yaml', line: 1, column: 1 },
  }
}

/** A project that delivers three records to the destination that speaks the protocol by hand. */
export class RawProject implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rev-raw-'))
  readonly model: MemoryModel = {
    columns,
    rows: [
      ['1', 'Ada'],
      ['2', 'Grace'],
      ['3', 'Mary'],
    ],
    failure: undefined,
  }
  readonly vendor: VendorServer

  private constructor(vendor: VendorServer) {
    this.vendor = vendor
  }

  static async start(): Promise<RawProject> {
    return new RawProject(await startVendor())
  }

  /** A file by which a connector remembers that it died once. */
  get onceFile(): string {
    return path.join(this.folder, 'died')
  }

  async project(...args: readonly string[]): Promise<Project> {
    const source = await testConnection('source', memorySource(this.model))
    const destination = await rawConnection(this.vendor.url, ...args)
    const project = testProject(
      this.folder,
      { source, destination },
      { fields: columnsAsFields(Object.keys(columns)), mode: 'upsert' },
    )
    return { ...project, egressAllow: ['127.0.0.1/32'] }
  }

  async run(args: readonly string[], childLimits: ChildLimitOptions = {}): Promise<RunReport> {
    const project = await this.project(...args)
    const ledger = new SqliteLedger(statePaths(project.statePath).ledger)
    const services = engineServices({ project, clock: systemClock }, ledger)
    await using engine = new ProjectEngine({
      ...services,
      host: { ...services.host, childLimits },
    })
    return await engine.run('things')
  }

  /** Every record that the vendor accepted, as often as it did. */
  get delivered(): string[] {
    return this.vendor.received.flatMap(({ body }) =>
      (JSON.parse(body) as { id: number }[]).map(({ id }) => String(id)),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vendor[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
