import {
  asyncJob,
  defineDestination,
  defineSource,
  isRevError,
  object,
  ok,
  RevError,
  type Batch,
  type FieldDefinitions,
  type OperationDefinition,
  type ReadEnd,
  type RunContext,
} from '@revetl/sdk'
import { channel } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Ledger } from '../../src/ledger.ts'
import { engineServices } from '../../src/run/open-engine.ts'
import { ProjectEngine } from '../../src/run/project-engine.ts'
import { statePaths } from '../../src/run/state-paths.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { quickClock } from '../quick-clock.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'
import {
  batchRecords,
  crashCases,
  inFlight,
  type Boundary,
  type CrashCase,
  type WorkerOrder,
  type WorkerReport,
} from './crash-case.ts'

// One run of the engine over HTTP, in a process that dies at the place that it was told.

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WorkerOrder
const { mode, resend, isJob = false }: CrashCase = crashCases[order.name]
const columns = [
  { name: 'id', type: 'integer' },
  { name: 'name', type: 'string' },
] as const
let passesLeft = order.dieAt?.passes ?? 0

function pass(boundary: Boundary): void {
  if (boundary !== order.dieAt?.boundary || --passesLeft !== 0) return
  if (order.dieAt.how === 'memory') useUpMemory()
  process.kill(process.pid, 'SIGKILL')
}

function useUpMemory(): never {
  const kept: string[][] = []
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => `value ${index}`))
}

// Moments that only the client behind the gateway knows of: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
channel('undici:request:bodySent').subscribe(() => pass('request sent'))
channel('undici:request:headers').subscribe(() => pass('headers received'))

async function* readRows(): AsyncGenerator<
  { rowCount: number; columns: string[][] },
  ReadEnd,
  void
> {
  pass('at read')
  const middle = Math.floor(order.rows.length / 2)
  for (const rows of [order.rows.slice(0, middle), order.rows.slice(middle)]) {
    yield { rowCount: rows.length, columns: [rows.map(([id]) => id), rows.map(([, name]) => name)] }
    pass('in read')
  }
  pass('after read')
  return { rows: order.rows.length }
}

function post(batch: Batch, ctx: RunContext, how = '') {
  return ctx.http.post(`${order.url}/${process.pid}/${batch.operation}${how}`, {
    body: `[${batch.changes.map(({ json }) => json).join(',')}]`,
    headers: { 'content-type': 'application/json', 'idempotency-key': batch.idempotencyKey },
  })
}

const writeByJob = asyncJob<FieldDefinitions, unknown>({
  submit: async (batch, ctx) => {
    const { job } = (await post(batch, ctx, '/job')).json() as { job: string }
    pass('job submitted')
    return job
  },
  poll: async (job, ctx) => {
    const { ids } = (await ctx.http.get(`${order.url}/jobs/${job}`)).json() as { ids?: string[] }
    pass('job polled')
    return { state: ids === undefined ? 'running' : 'done' }
  },
  results: async (job, batch, ctx) => {
    const { ids } = (await ctx.http.get(`${order.url}/jobs/${job}`)).json() as { ids: string[] }
    const byKey = new Map(batch.changes.map(({ id, key }) => [`${Number(key[0])}`, id]))
    return {
      verdicts: ids.map((key) => ({ at: byKey.get(key) ?? '', outcome: (change) => ok(change) })),
    }
  },
  pollEveryMs: 5,
})

async function writeDirectly(batch: Batch, ctx: RunContext) {
  const response = await post(batch, ctx)
  pass('answer received')
  const accepted = new Set(response.json() as number[])
  const verdicts = batch.changes.filter(({ key }) => accepted.has(key[0] as number))
  pass('verdicts computed')
  return verdicts.map((one) => ok(one))
}

/** Dies before or after what the ledger does. */
function dying(ledger: Ledger): Ledger {
  const around = (name: keyof Ledger, where: { before?: Boundary; after?: Boundary }) => ({
    [name]: async (...args: unknown[]): Promise<unknown> => {
      if (where.before) pass(where.before)
      const method = ledger[name] as (...given: unknown[]) => Promise<unknown>
      const result = await method.apply(ledger, args)
      if (where.after) pass(where.after)
      return result
    },
  })
  const replaced: Partial<Ledger> = {
    ...around('acquireLease', { after: 'after lease' }),
    ...around('startRun', { after: 'after start' }),
    ...around('sealPlan', {
      before: 'before plan commit',
      after: 'after plan commit',
    }),
    record: async (lease, run, entries, at) => {
      if (entries.intents.length > 0) pass('before intent')
      if (entries.settlements.length > 0) pass('before settlement')
      await ledger.record(lease, run, entries, at)
      if (entries.intents.length > 0) pass('after intent')
      if (entries.settlements.length > 0) pass('after settlement')
    },
    delivered: async function* (run) {
      pass('before fold')
      yield* ledger.delivered(run)
      // The new file of the snapshot is written a moment later.
      setTimeout(() => pass('in fold'), 3)
    },
    ...around('fold', { before: 'after fold', after: 'after mark' }),
    cacheSet: async (connection, entries) => {
      await ledger.cacheSet(connection, entries)
      if ([...entries.keys()].some((key) => key.startsWith('job:'))) pass('handle kept')
    },
    ...around('endRun', { before: 'before end' }),
    ...around('releaseLease', { before: 'before release' }),
  }
  return new Proxy(ledger, {
    get(target, name: keyof Ledger) {
      const value: unknown = replaced[name] ?? target[name]
      return typeof value === 'function' && !(name in replaced) ? value.bind(target) : value
    },
  })
}

function source() {
  return defineSource({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Memory' },
    config: z.object({}) as never,
    network: { hosts: [] },
    check: async () => ({ account: { id: 'memory' } }),
    discover: async () => ({ tables: [] }),
    describe: async () => columns,
    read: async () => ({ columns, chunks: readRows() }),
  })
}

function destination() {
  const config = z.object({})
  const fields: FieldDefinitions = {}
  const operation: OperationDefinition<FieldDefinitions, z.infer<typeof config>> = {
    matchOn: [['id']],
    batch: { recordsMax: batchRecords },
    atomicity: 'per-record',
    resend,
    write: isJob ? writeByJob : writeDirectly,
  }
  return defineDestination({
    // The state that it leaves is read again by a destination of this name.
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Server' },
    config,
    network: { hosts: ['127.0.0.1'] },
    check: async () => ({ account: { id: 'server' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things: object(config, {
        fields,
        isOpen: true,
        operations: {
          upsert: operation,
          create: operation,
          append: operation,
          delete: { ...operation, resend: 'safe' },
        },
        lookup: async ({ keys }, ctx) => {
          const ids = keys.map(([id]) => Number(id)).join(',')
          const response = await ctx.http.get(`${order.url}/lookup`, { query: { ids } })
          const found = response.json() as { id: number; name: string }[]
          return found.map((fields_) => ({ match: { id: fields_.id }, fields: fields_ }))
        },
      }),
    },
  })
}

/** A polite kill, as the command line takes it. */
function stopped(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGTERM', () =>
    controller.abort(new RevError('REV_RUN_CANCELLED', 'The run was stopped before its end.')),
  )
  return controller.signal
}

async function main(): Promise<WorkerReport> {
  const connections = {
    source: await testConnection('source', source()),
    destination: await testConnection('destination', destination()),
  }
  const project = {
    ...testProject(order.folder, connections, {
      mode,
      fields: columnsAsFields(['id', 'name']),
      inFlightMax: inFlight,
      guard: { removalsPercentMax: 100, removalsMin: 0, rejectsPercentMax: 100, rejectsMin: 1e9 },
    }),
    egressAllow: ['127.0.0.1/32'],
  }
  const ledger = dying(new SqliteLedger(statePaths(project.statePath).ledger))
  await using engine = new ProjectEngine(
    engineServices({ project, clock: quickClock(order.clockSpeed ?? 1) }, ledger),
  )
  if (order.deliveredHeld) {
    const keys = order.deliveredHeld.map((id) => [Number(id)])
    await engine.resolveHeld({ sync: 'things', keys, as: 'delivered' })
    await engine.resolveHeld({ sync: 'things', as: 'resend' })
  }
  const { status, error, sent, planned, rowsRead, unchanged, outcomes } = await engine.run(
    'things',
    {
      signal: stopped(),
      ...(order.leaseWaitMs === undefined ? {} : { leaseWaitMs: order.leaseWaitMs }),
    },
  )
  const rejects = await engine.rejects({ rowsMax: 1e6 })
  const held = rejects.filter(({ state }) => state === 'held').map(({ key }) => `${Number(key[0])}`)
  const failure = { code: error?.code, message: error?.message }
  return { status, ...failure, sent, planned, rowsRead, unchanged, outcomes: { ...outcomes }, held }
}

try {
  process.stdout.write(JSON.stringify(await main()))
} catch (error) {
  // The engine throws where a run cannot begin: the lease is taken, the state cannot be used.
  if (!isRevError(error)) throw error
  process.stdout.write(
    JSON.stringify({ status: 'refused', code: error.code, message: error.message }),
  )
}
