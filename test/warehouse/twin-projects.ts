// Two projects of one sync over one database: one compares on this machine, one inside the database.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  openEngine,
  type Connection,
  type Engine,
  type Model,
  type PlanReport,
  type Project,
  type RunReport,
  type Sync,
} from '@revetl/core'
import { systemClock } from '@revetl/http'
import { manifestOf } from '@revetl/sdk/host'
import type { Destination, Source } from '@revetl/sdk'
import postgres from '@revetl/source-postgres'
import { notedDestination, type NotedDestination, type Verdict } from './memory-destination.ts'

const place = { file: 'syncs/things.yaml', line: 1, column: 1 }
const noGuard = {
  removalsPercentMax: 100,
  removalsMin: 1e9,
  rejectsPercentMax: 100,
  rejectsMin: 1e9,
}

/** What of a sync a test chooses. */
export interface TwinSync extends Partial<Sync> {
  readonly sql: string
  /** Read in the place of the SQL. */
  readonly table?: readonly string[]
  readonly sends?: 'all' | 'changed'
  readonly contract?: Model['contract']
}

/** One of the two projects. */
export class TwinProject implements AsyncDisposable {
  readonly notes: NotedDestination = { sent: [], verdict: () => 'ok' }
  /** The time that its runs see. */
  nowMs = Date.UTC(2026, 0, 1)
  /** What it reads with. */
  source: Source = postgres as Source
  /** What of the connection to it is another. */
  connection: Partial<Connection> = {}
  readonly folder: string
  readonly #config: Connection['config']
  #diff: Sync['diff']
  #engine: Engine | undefined

  private constructor(folder: string, config: Connection['config'], diff: Sync['diff']) {
    this.folder = folder
    this.#config = config
    this.#diff = diff
  }

  /** A project whose state lies in a folder, which outlives it. */
  static open(folder: string, config: Connection['config'], diff: Sync['diff']): TwinProject {
    return new TwinProject(folder, config, diff)
  }

  static async make(config: Connection['config'], diff: Sync['diff']): Promise<TwinProject> {
    return new TwinProject(await mkdtemp(path.join(tmpdir(), 'rev-twin-')), config, diff)
  }

  /** Where it compares from now on. */
  set diff(diff: Sync['diff']) {
    this.#diff = diff
  }

  async engine(sync: TwinSync): Promise<Engine> {
    await this.#engine?.[Symbol.asyncDispose]()
    const clock = { ...systemClock, now: () => this.nowMs }
    const project = await this.#project(sync)
    this.#engine = await openEngine({ project, clock, random: () => 0.5 })
    return this.#engine
  }

  async #project({ sql, table, sends = 'all', contract, ...more }: TwinSync): Promise<Project> {
    const source = {
      ...(await connection('source', this.source, this.#config)),
      ...this.connection,
    }
    const destination = await connection(
      'destination',
      notedDestination(this.notes, sends) as Destination,
      {},
    )
    const sync: Sync = {
      name: 'things',
      model: {
        name: 'things',
        source,
        query: table === undefined ? { kind: 'sql', sql } : { kind: 'table', table },
        key: undefined,
        place,
        sqlLine: 1,
        ...(contract === undefined ? {} : { contract }),
      },
      destination,
      object: 'things',
      mode: 'mirror',
      key: ['id'],
      matchOn: undefined,
      isAllColumns: false,
      nulls: 'send',
      fields: [],
      filter: undefined,
      onRemove: 'delete',
      onChange: 'ignore',
      track: 'values',
      firstRun: 'send',
      duplicateKeys: 'fail',
      onAmbiguous: undefined,
      guard: noGuard,
      inFlightMax: undefined,
      batchRecordsMax: undefined,
      patienceMs: 1,
      place,
      placeOf: () => place,
      ...(this.#diff === undefined ? {} : { diff: this.#diff }),
      ...more,
    }
    return {
      name: 'twin',
      path: this.folder,
      statePath: path.join(this.folder, '.rev'),
      sources: new Map([['local', source]]),
      destinations: new Map([['noted', destination]]),
      models: new Map([['things', sync.model]]),
      syncs: new Map([['things', sync]]),
      brokenSyncs: new Map(),
      egressAllow: ['127.0.0.1/32'],
      memoryMax: '256MB',
      warnings: [],
    }
  }

  /** Lets the state go. */
  async close(): Promise<void> {
    await this.#engine?.[Symbol.asyncDispose]()
    this.#engine = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

async function connection(
  kind: 'source' | 'destination',
  definition: Source | Destination,
  config: Connection['config'],
): Promise<Connection> {
  return {
    name: kind === 'source' ? 'local' : 'noted',
    kind,
    connector: {
      packageName: `rev-${kind}-test`,
      version: '1.0.0',
      manifest: await manifestOf(definition),
      load: async () => definition,
    },
    config,
    secrets: [],
    place,
  }
}

/** What a project plans, as text: everything that a plan says. */
export async function planText(
  engine: Engine,
  options: { readonly isFull?: boolean } = {},
): Promise<string> {
  try {
    const plan: PlanReport = await engine.plan('things', { ...options, samplesMax: 10_000 })
    const problems = plan.problems.map((one) => JSON.stringify(one)).toSorted()
    return JSON.stringify({ ...plan, problems }, undefined, 1)
  } catch (error) {
    return errorText(error)
  }
}

/** What a run came to, without what differs from run to run. */
export function runText(report: RunReport): string {
  const { run: _run, seconds: _seconds, requests: _requests, retries: _retries, ...rest } = report
  const rejects = rest.rejects.map((one) => JSON.stringify(one)).toSorted()
  const error = rest.error === undefined ? undefined : errorText(rest.error)
  return JSON.stringify({ ...rest, rejects, error }, undefined, 1)
}

function errorText(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string }
  // A run names itself where it is left unsettled, and DuckDB shows the statement that failed.
  const plain = message?.replaceAll(/\d{8}T\d{6}-[0-9a-f]{8}/g, 'RUN').replace(/\n\nLINE [^]*/, '')
  return `${code}: ${plain}`
}

/** A verdict for each key of a round, the same for both projects. */
export function verdicts(seed: number, share: number): (key: string) => Verdict {
  return (key) => {
    let hash = seed
    for (const letter of key)
      hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0
    if ((hash >>> 8) % 100 >= share) return 'ok'
    return (['rejected', 'skipped', 'unknown', 'rejected'] as const)[hash % 4] ?? 'ok'
  }
}
