import {
  bulkWithErrors,
  defineDestination,
  object,
  ok,
  rejected,
  statusError,
  type FieldDefinitions,
  type OperationDefinition,
  type RunContext,
} from '@revetl/sdk'
import { z } from 'zod'
import type { Project } from '../../src/index.ts'
import { MemoryProject } from '../run/memory-project.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'

/** How the operations of the destination of an HTTP project behave. */
export interface HttpDestinationOptions {
  readonly resend?: 'safe' | 'key' | 'reconcile' | 'unsafe'
  readonly atomicity?: 'per-record' | 'all-or-nothing'
  readonly recordsMax?: number
  /** Credentials of every request. */
  readonly token?: string
}

interface Result {
  readonly change: string
  readonly error?: string
}

/** A destination that posts `{records}` and reads `{results}`, each with the id of its record. */
function httpDestination(url: string, options: HttpDestinationOptions) {
  const config = z.object({})
  const noFields: FieldDefinitions = {}
  const operation: OperationDefinition<FieldDefinitions, z.infer<typeof config>> = {
    matchOn: [['id']],
    batch: { recordsMax: options.recordsMax ?? 10 },
    atomicity: options.atomicity ?? 'per-record',
    resend: options.resend ?? 'safe',
    write: bulkWithErrors(async (batch, ctx: RunContext<z.infer<typeof config>>) => {
      const answer = await ctx.http.post(`${url}/${batch.operation}`, {
        json: { records: batch.changes.map(({ id, fields }) => ({ change: id, fields })) },
        headers: { 'idempotency-key': batch.idempotencyKey },
      })
      if (!answer.isOk) throw statusError(answer)
      const { results } = answer.json() as unknown as { results: readonly Result[] }
      return {
        verdicts: results.map(({ change: at, error }) => ({
          at,
          outcome: (change) =>
            error === undefined ? ok(change) : rejected(change, { message: error }),
        })),
      }
    }),
  }
  return defineDestination({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'HTTP' },
    config,
    ...(options.token === undefined
      ? {}
      : { auth: () => ({ kind: 'bearer' as const, token: options.token ?? '' }) }),
    network: { hosts: ['127.0.0.1'] },
    check: async () => ({ account: { id: 'http' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things: object(config, {
        fields: noFields,
        isOpen: true,
        operations: { upsert: operation, delete: operation, append: operation },
      }),
    },
  })
}

/** A project whose destination is reached over real sockets. */
export class HttpProject extends MemoryProject {
  /** Without a slash at its end. */
  url = 'http://127.0.0.1:1'
  http: HttpDestinationOptions = {}
  secrets: readonly string[] = []

  override async project(): Promise<Project> {
    const base = await super.project()
    const source = base.syncs.get('things')?.model.source
    if (source === undefined) throw new Error('the sync of every test project')
    const destination = {
      ...(await testConnection('destination', httpDestination(this.url, this.http))),
      secrets: this.secrets,
    }
    const fields = columnsAsFields(Object.keys(this.model.columns))
    const project = testProject(this.folder, { source, destination }, { fields, ...this.sync })
    return { ...project, egressAllow: ['127.0.0.1'] }
  }
}
