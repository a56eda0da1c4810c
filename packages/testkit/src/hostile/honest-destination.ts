import {
  defineDestination,
  ok,
  type Batch,
  type DestinationDefinition,
  type FieldDefinitions,
  type OperationDefinition,
  type Outcome,
  type RunContext,
  type StandardSchema,
} from '@revetl/sdk'
import type { HostileConfig, HostileDestination } from './fixture.ts'

/** A `write` that keeps to nothing. */
export type AnyWrite = (batch: Batch, ctx: RunContext<HostileConfig>) => unknown

/** The context of a call. */
export type HostileContext = RunContext<HostileConfig>

const config: StandardSchema<unknown, HostileConfig> = {
  '~standard': {
    version: 1,
    vendor: 'rev',
    validate: (value) => {
      const { url } = (value ?? {}) as { url?: unknown }
      if (typeof url !== 'string') return { issues: [{ message: 'expected a URL', path: ['url'] }] }
      return { value: value as HostileConfig }
    },
  },
}

const configJsonSchema = {
  type: 'object',
  properties: {
    url: { type: 'string' },
    token: { type: 'string', 'x-rev-secret': true },
    forbiddenUrl: { type: 'string' },
  },
  required: ['url'],
}

/** Sends a batch as one request and takes any answer for a yes. */
export async function writeHonestly(batch: Batch, ctx: HostileContext): Promise<Outcome[]> {
  await ctx.http.post(`${ctx.config.url}/${batch.operation}`, {
    body: `[${batch.changes.map(({ json }) => json).join(',')}]`,
    headers: { 'content-type': 'application/json' },
  })
  return batch.changes.map((change) => ok(change))
}

/** A destination that would do everything right, with what is to be wrong about it. */
export function destinationWith(
  more: Partial<DestinationDefinition<HostileConfig>> = {},
  write: AnyWrite = writeHonestly,
  about: Partial<OperationDefinition> = {},
): HostileDestination {
  const operation: OperationDefinition<FieldDefinitions, HostileConfig> = {
    matchOn: [['id']],
    batch: { recordsMax: 10 },
    atomicity: 'per-record',
    resend: 'safe',
    ...about,
    // What it returns is checked by nobody here: that is the host's part.
    write: write as OperationDefinition<FieldDefinitions, HostileConfig>['write'],
  }
  return defineDestination<HostileConfig>({
    id: 'hostile',
    apiVersion: 1,
    vendor: { name: 'Hostile' },
    config,
    configJsonSchema,
    network: { hosts: ({ url }) => [new URL(url).hostname] },
    check: async () => ({ account: { id: 'hostile' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things: {
        fields: {},
        isOpen: true,
        operations: { upsert: operation, delete: operation, append: operation },
      },
    },
    ...more,
  })
}

/** A destination that is honest but for how it writes. */
export function writing(write: AnyWrite): () => HostileDestination {
  return () => destinationWith({}, write)
}
