import {
  asyncJob,
  bearer,
  defineDestination,
  oauth2,
  object,
  ok,
  quota,
  rejected,
  retry,
  skipped,
  statusError,
  type Batch,
  type BulkVerdict,
  type FieldDefinitions,
  type HttpResponse,
  type OperationDefinition,
  type Outcome,
  type RunContext,
  type SessionInfo,
} from '@revetl/sdk'
import { z } from 'zod'
import type { Verdict } from './destination-model.ts'
import { grantCanary, refreshTokenOf } from './grant-model.ts'
import { tokenPath } from './sent-request.ts'
import type { SimWorker } from './sim-worker.ts'
import type { StoryConfig } from './story.ts'
import type { World } from './world.ts'

/** The secret that must never be seen outside of a request. */
export const canary = 'canary-7f3a9e51c2'
const origin = 'https://destination.test'
const config = z.object({})
type Operation = OperationDefinition<FieldDefinitions, z.infer<typeof config>>
type Context = RunContext<z.infer<typeof config>>

/** A connector for the destination of a world, as a careful author would write it. */
export function simDestination(world: World, worker: SimWorker) {
  const { story } = world
  const { visibleAfterMs } = story.config
  const noFields: FieldDefinitions = {}
  const operation = operationOf(world, worker)
  return defineDestination({
    id: 'sim',
    apiVersion: 1,
    vendor: { name: 'Simulation' },
    config,
    auth: () => (story.config.tokenMs === undefined ? bearer(canary) : grant()),
    network: { hosts: ['destination.test'] },
    quotas: () =>
      story.config.requestsPer10s === undefined
        ? []
        : [quota({ id: 'sim', requests: story.config.requestsPer10s, perMs: 10_000 })],
    check: async () => ({ account: { id: 'sim' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things: object(config, {
        fields: noFields,
        isOpen: true,
        operations: {
          upsert: operation,
          update: operation,
          create: { ...operation, resend: 'reconcile' },
          delete: operation,
          append: { ...operation, ...appendRules(story.config) },
          add: operation,
          remove: operation,
          replace: { ...operation, session },
        },
        ...(visibleAfterMs === 0 ? {} : { visibleAfterMs }),
        lookup: async ({ keys }, ctx) => {
          if (world.faults.happens('lookup fails', worker.nextDrawName('lookup'))) {
            throw new Error('lookup failed')
          }
          const body = JSON.stringify({ keys: keys.map(([id]) => id) })
          const response = await ctx.http.post(`${origin}/lookup`, { body, isRead: true })
          if (!response.isOk) throw statusError(response)
          const { found } = response.json() as {
            found: { id: number; fields: Record<string, string | number | null> }[]
          }
          return found.map(({ id, fields }) => ({ match: { id }, fields }))
        },
      }),
    },
  })
}

function grant() {
  return oauth2({
    tokenUrl: `${origin}${tokenPath}`,
    clientId: 'sim',
    clientSecret: `${grantCanary}-client`,
    refreshToken: refreshTokenOf(0),
  })
}

function appendRules({ kind, keyLifetimeMs }: StoryConfig): Partial<Operation> {
  return kind === 'append-key' ? { resend: 'key', keyLifetimeMs } : { resend: 'unsafe' }
}

async function writeDirectly(batch: Batch, ctx: Context): Promise<readonly Outcome[]> {
  const response = await post(`write/${batch.operation}`, batch, ctx)
  if (!response.isOk) throw statusError(response)
  return readVerdicts(response).map(({ id, status }) => outcomeOf({ id }, status, batch.operation))
}

const halfWay = {
  state: 'failed',
  message: 'the job failed half-way',
  wroteNothing: false,
} as const

function writeByJob(world: World, worker: SimWorker) {
  return asyncJob<FieldDefinitions, z.infer<typeof config>>({
    submit: async (batch, ctx) => {
      const response = await post(`jobs/${batch.operation}`, batch, ctx)
      if (!response.isOk) throw statusError(response)
      return (response.json() as { job: string }).job
    },
    poll: async (id, ctx) => {
      if (world.faults.happens('job lost', worker.nextDrawName('job'))) {
        world.destination.forgetJobs()
      }
      const response = await ctx.http.get(`${origin}/jobs/poll/${id}`)
      if (response.status === 404) return { state: 'gone' }
      if (!response.isOk) throw statusError(response)
      const { isRunning, status = 0 } = response.json() as { isRunning?: true; status?: number }
      if (isRunning === true) return { state: 'running' }
      return status < 500 ? { state: 'done' } : halfWay
    },
    results: jobResults,
  })
}

function operationOf(world: World, worker: SimWorker): Operation {
  const { kind, batchRecords, atomicity, sends } = world.story.config
  const write = kind === 'job' ? writeByJob(world, worker) : writeDirectly
  return {
    matchOn: [['id']],
    batch: { recordsMax: batchRecords },
    atomicity: atomicity === 'all-or-none' ? 'all-or-nothing' : 'per-record',
    resend: 'safe',
    sends,
    write: async (batch, ctx) => {
      const name = worker.nextDrawName('connector')
      // Whether an earlier attempt made a job is as little known after it.
      const breakDown = () => {
        if (kind === 'job') world.onConnectorCrash(batch.idempotencyKey)
      }
      if (world.faults.happens('throws before', name)) {
        breakDown()
        throw world.faults.randomOf(name).pick([new Error('oops'), 'a text', null])
      }
      if (world.faults.happens('hangs before', name)) {
        breakDown()
        return worker.hang(world.scheduler)
      }
      const outcomes = await write(batch, ctx)
      if (world.faults.happens('hangs after', name)) {
        world.onConnectorCrash(batch.idempotencyKey)
        return worker.hang(world.scheduler)
      }
      if (world.faults.happens('throws after', name)) {
        world.onConnectorCrash(batch.idempotencyKey)
        throw new Error('oops after')
      }
      return outcomes
    },
  }
}

function post(path: string, batch: Batch, ctx: Context): Promise<HttpResponse> {
  const rows = batch.changes.map(
    ({ id, key, json }) =>
      `{"id":${JSON.stringify(id)},"key":${JSON.stringify(key)},"fields":${json}}`,
  )
  return ctx.http.post(`${origin}/${path}`, {
    body: `{"rows":[${rows.join(',')}]}`,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': batch.idempotencyKey,
      'x-run': ctx.run.id,
      'x-operation': batch.operation,
    },
  })
}

interface RowVerdict {
  readonly id: string
  readonly status: Verdict
}

function readVerdicts(response: HttpResponse): readonly RowVerdict[] {
  return (response.json() as { results?: RowVerdict[] }).results ?? []
}

function outcomeOf(change: { readonly id: string }, status: Verdict, operation: string): Outcome {
  switch (status) {
    case 'ok':
      return ok(change)
    case 'rejected':
      return rejected(change, { message: 'name is bad', field: 'name' })
    case 'transient':
      return retry(change, { message: 'locked' })
    case 'no-match':
      return skipped(change, 'no-match')
    case 'absent':
      return ok(change, operation === 'delete' ? 'deleted' : 'removed')
  }
}

async function jobResults(id: string, batch: Batch, ctx: Context) {
  const response = await ctx.http.get(`${origin}/jobs/poll/${id}`)
  const { status, body } = response.json() as { status: number; body: string }
  const verdict = (at: string, found: Verdict): BulkVerdict => ({
    at,
    outcome: (change) => outcomeOf(change, found, batch.operation),
  })
  if (status >= 400) {
    return { verdicts: batch.changes.map((change) => verdict(change.id, 'rejected')) }
  }
  const { results } = JSON.parse(body) as { results: readonly RowVerdict[] }
  return { verdicts: results.map((one) => verdict(one.id, one.status)) }
}

const session = {
  open: sessionStep('open'),
  commit: sessionStep('commit'),
  abort: sessionStep('abort'),
}

function sessionStep(name: string) {
  return async (info: SessionInfo, ctx: Context) => {
    const body = JSON.stringify({ id: info.id })
    const response = await ctx.http.post(`${origin}/session/${name}`, { body, resendable: true })
    if (!response.isOk) throw statusError(response)
  }
}
