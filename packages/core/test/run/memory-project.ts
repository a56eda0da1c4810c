import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  defineSource,
  type Column,
  type ModelQuery,
  type ReadEnd,
  type Source,
  type ValueType,
} from '@revetl/sdk'
import { z } from 'zod'
import { openEngine } from '../../src/index.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'
import type { Engine, EngineOptions, Model, Project, RunReport, Sync } from '../../src/index.ts'
import { emptyMemory, memoryDestination, type MemoryDestination } from './memory-destination.ts'

/** A model that a test changes between runs. */
export interface MemoryModel {
  columns: Readonly<Record<string, ValueType>>
  rows: readonly (readonly (string | null)[])[]
  /** Set for a source that takes conditions, which it gives no heed to; what it was asked to read goes here. */
  asked?: ModelQuery[]
  /** What goes wrong after so many rows. */
  failure:
    | { readonly afterRows: number; readonly error?: Error; readonly wait?: () => Promise<void> }
    | undefined
}

/** A source that reads what the model holds. */
export function memorySource(model: MemoryModel): Source {
  const columns = (): Column[] =>
    Object.entries(model.columns).map(([name, type]) => ({ name, type }))
  return defineSource({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Memory' },
    config: z.object({}) as never,
    network: { hosts: [] },
    check: async () => ({ account: { id: 'memory' } }),
    discover: async () => ({ tables: [] }),
    describe: async () => columns(),
    ...(model.asked === undefined ? {} : { sql: {} }),
    read: async (request) => {
      model.asked?.push(request.model)
      return { columns: columns(), chunks: chunksOf(model) }
    },
  })
}

async function* chunksOf(
  model: MemoryModel,
): AsyncGenerator<{ rowCount: number; columns: (string | null)[][] }, ReadEnd, void> {
  const rows = model.failure ? model.rows.slice(0, model.failure.afterRows) : model.rows
  yield {
    rowCount: rows.length,
    columns: Object.keys(model.columns).map((_name, column) =>
      rows.map((row) => row[column] ?? null),
    ),
  }
  await model.failure?.wait?.()
  if (model.failure?.error) throw model.failure.error
  if (model.failure) return undefined as never
  return { rows: rows.length }
}

function withModel(project: Project, more: Partial<Model>): Project {
  const change = (model: Model): Model => ({ ...model, ...more })
  return {
    ...project,
    models: new Map([...project.models].map(([name, model]) => [name, change(model)])),
    syncs: new Map(
      [...project.syncs].map(([name, sync]) => [name, { ...sync, model: change(sync.model) }]),
    ),
  }
}

/** A project of one sync from a model in memory to a destination in memory. */
export class MemoryProject implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rev-core-'))
  readonly memory: MemoryDestination = emptyMemory()
  readonly model: MemoryModel = {
    columns: { id: 'integer', name: 'string', score: 'decimal' },
    rows: [],
    failure: undefined,
  }
  sync: Partial<Sync> = {}
  /** Replaces parts of the model, such as its key. */
  modelMore: Partial<Model> = {}
  options: Parameters<typeof memoryDestination>[1] = {}
  /** Replaces parts of the engine, for example its clock. */
  parts: Omit<Partial<EngineOptions>, 'project'> = {}
  #engine: Engine | undefined

  async engine(): Promise<Engine> {
    await this.#engine?.[Symbol.asyncDispose]()
    this.#engine = await openEngine({ ...this.parts, project: await this.project() })
    return this.#engine
  }

  async run(options: Parameters<Engine['run']>[1] = {}): Promise<RunReport> {
    return (await this.engine()).run('things', options)
  }

  async project(): Promise<Project> {
    const source = await testConnection('source', memorySource(this.model))
    const destination = await testConnection(
      'destination',
      memoryDestination(this.memory, this.options),
    )
    const fields = columnsAsFields(Object.keys(this.model.columns))
    const project = testProject(this.folder, { source, destination }, { fields, ...this.sync })
    return withModel(project, this.modelMore)
  }

  /** Lets the state go. */
  async close(): Promise<void> {
    await this.#engine?.[Symbol.asyncDispose]()
    this.#engine = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
