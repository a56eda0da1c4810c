import {
  bulkWithErrors,
  defineDestination,
  field,
  object,
  ok,
  quota,
  rejected,
  statusError,
  type Change,
  type FoundRecord,
  type Quota,
  type RunContext,
  type ValueRecord,
} from '@revetl/sdk'
import {
  reply,
  startVendor,
  type RecordResult,
  type SimulatedVendor,
  type VendorObject,
} from '@revetl/testkit/simulator'
import { z } from 'zod'
import type { Project } from '../../src/index.ts'
import { MemoryProject } from '../run/memory-project.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'

const config = z.object({})
type Ctx = RunContext<z.infer<typeof config>>

/** What a vendor of people does that its documents do not say, and how its connector describes it. */
export interface PeopleOptions {
  readonly quirks?: VendorObject['quirks']
  readonly hasLookup?: boolean
  readonly visibleAfterMs?: number
  readonly recordsMax?: number
  /** Whether a record is sent with its changed fields only. */
  readonly sendsChanged?: boolean
  /** Requests of a window, for vendor and connector. */
  readonly limit?: { readonly requests: number; readonly perMs: number }
  /** Whether a lookup asks with a request that the connector does not mark as one that reads. */
  readonly asksUnmarked?: boolean
}

const done = (results: readonly RecordResult[]) =>
  reply(200, { done: results.map(({ id }) => id ?? '') })

/** Starts a vendor that keeps people by their id. */
export function startPeople({ quirks = {}, limit }: PeopleOptions = {}): Promise<SimulatedVendor> {
  return startVendor({
    account: { path: '/me', body: { id: 'people' } },
    ...(limit === undefined
      ? {}
      : { limits: [{ name: 'requests', max: limit.requests, perMs: limit.perMs }] }),
    objects: {
      people: {
        keys: [['id']],
        quirks,
        calls: [
          { does: 'upsert', path: '/upsert', answer: done },
          { does: 'create', path: '/create', answer: done },
          { does: 'delete', path: '/delete', answer: done },
          {
            does: 'find',
            path: '/find',
            answer: (results) =>
              reply(200, { found: results.flatMap(({ stored }) => (stored ? [stored] : [])) }),
          },
        ],
      },
    },
  })
}

const isBad = ({ fields }: Change) => (fields as ValueRecord)['name'] === 'bad'

/** A destination of people that refuses the name `bad`, in so many requests as it has batches. */
function peopleDestination(url: string, options: PeopleOptions) {
  const post = (ctx: Ctx, path: string, json: readonly ValueRecord[], isRead: boolean) =>
    ctx.http.post(`${url}/${path}`, { json, ...(isRead ? { isRead } : {}) })
  const operation = {
    matchOn: [['id']],
    batch: { recordsMax: options.recordsMax ?? 10 },
    atomicity: 'per-record',
    resend: 'safe',
    sends: options.sendsChanged === true ? 'changed' : 'all',
    write: bulkWithErrors(async (batch, ctx: Ctx) => {
      const good = batch.changes.filter((change) => !isBad(change))
      const records = good.map(({ fields }) => fields as ValueRecord)
      const answer = await post(ctx, batch.operation, records, false)
      if (!answer.isOk) throw statusError(answer)
      return {
        verdicts: batch.changes.map((change) => ({
          at: change.id,
          outcome: () =>
            isBad(change) ? rejected(change, { message: 'name is bad' }) : ok(change),
        })),
      }
    }),
  } as const
  const quotas: readonly Quota[] = options.limit ? [quota({ id: 'people', ...options.limit })] : []
  return defineDestination({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'People' },
    config,
    network: { hosts: ['127.0.0.1'] },
    quotas: () => quotas,
    check: async () => ({ account: { id: 'people' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things: object(config, {
        fields: { id: field('integer'), email: field('string', { pii: 'email' }) },
        isOpen: true,
        operations: { upsert: operation, create: operation, delete: operation },
        ...(options.visibleAfterMs === undefined ? {} : { visibleAfterMs: options.visibleAfterMs }),
        ...(options.hasLookup === false
          ? {}
          : {
              lookup: async ({ keys }, ctx: Ctx): Promise<readonly FoundRecord[]> => {
                const wanted = keys.map(([id = null]) => ({ id }))
                const answer = await post(ctx, 'find', wanted, options.asksUnmarked !== true)
                if (!answer.isOk) throw statusError(answer)
                const { found } = answer.json() as unknown as { found: readonly ValueRecord[] }
                return found.map((fields) => ({ match: { id: fields['id'] ?? null }, fields }))
              },
            }),
      }),
    },
  })
}

/** A project that delivers people to a simulated vendor on real sockets. */
export class VendorProject extends MemoryProject {
  readonly vendor: SimulatedVendor
  /** How the connector describes the vendor; a test may change it between runs. */
  people: PeopleOptions

  constructor(vendor: SimulatedVendor, people: PeopleOptions) {
    super()
    this.vendor = vendor
    this.people = people
    this.model.columns = { id: 'integer', name: 'string', email: 'string', score: 'decimal' }
  }

  static async start(people: PeopleOptions = {}): Promise<VendorProject> {
    return new VendorProject(await startPeople(people), people)
  }

  override async project(): Promise<Project> {
    const base = await super.project()
    const source = base.syncs.get('things')?.model.source
    if (source === undefined) throw new Error('the sync of every test project')
    const destination = await testConnection(
      'destination',
      peopleDestination(this.vendor.url, this.people),
    )
    const fields = columnsAsFields(Object.keys(this.model.columns))
    const project = testProject(this.folder, { source, destination }, { fields, ...this.sync })
    return { ...project, egressAllow: ['127.0.0.1'] }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]()
    await this.vendor[Symbol.asyncDispose]()
  }
}
