// Checked by the compiler alone: what must not compile, and what must be inferred.
import { expectTypeOf } from 'vitest'
import * as z4 from 'zod'
import { z as z3 } from 'zod/v3'
import {
  allOrNothing,
  apiKey,
  asyncJob,
  bearer,
  bulkWithErrors,
  defineDestination,
  field,
  findThenWrite,
  membership,
  object,
  ok,
  perRecord,
  rejected,
  secret,
  type ExactNumber,
  type Outcome,
  type StandardSchema,
} from '../src/index.ts'

const fields = {
  email: field('string', { unique: true }),
  age: field('integer'),
  vip: field('boolean'),
  extra: field('json'),
}
const limits = {
  batch: { recordsMax: 100 },
  atomicity: 'per-record',
  resend: 'safe',
} as const
const yes = async (): Promise<readonly Outcome[]> => []

/** The same connector for each kind of schema; only the schema differs. */
function connector<Config extends { readonly token: string; readonly region: 'eu' | 'us' }>(
  config: StandardSchema<unknown, Config>,
) {
  return defineDestination({
    id: 'acme',
    apiVersion: 1,
    vendor: { name: 'Acme' },
    config,
    auth: ({ token }) => bearer(token),
    network: { hosts: ({ region }) => [`${region}.example.com`] },
    check: async ({ config: { token } }) => ({ account: { id: token } }),
    discover: async () => ({ objects: [] }),
    objects: {
      contacts: object(config, {
        fields,
        operations: {
          upsert: {
            ...limits,
            matchOn: [['email']],
            write: async ({ changes }, ctx) => {
              expectTypeOf(ctx.config.region).toExtend<'eu' | 'us'>()
              return changes.map((change) => ok(change))
            },
          },
        },
      }),
    },
  })
}

const zod4 = z4.object({ token: secret(z4.string()), region: z4.enum(['eu', 'us']).default('eu') })
const zod3 = z3.object({ token: secret(z3.string()), region: z3.enum(['eu', 'us']).default('eu') })
const handMade: StandardSchema<unknown, { token: string; region: 'eu' | 'us' }> = {
  '~standard': {
    version: 1,
    vendor: 'hand',
    validate: (value) => ({ value: value as { token: string; region: 'eu' | 'us' } }),
  },
}
connector(zod4)
connector(zod3)
connector(handMade)

// The configuration reaches every callback with the type that the schema gives.
defineDestination({
  id: 'acme',
  apiVersion: 1,
  vendor: { name: 'Acme' },
  config: zod3,
  // @ts-expect-error -- the configuration has no such property
  auth: ({ password }) => apiKey({ header: 'x-key' }, password),
  network: { hosts: [] },
  check: async (ctx) => {
    expectTypeOf(ctx.config).toEqualTypeOf<{ token: string; region: 'eu' | 'us' }>()
    return { account: { id: '1' } }
  },
  discover: async () => ({ objects: [] }),
  objects: {},
})
defineDestination({
  id: 'acme',
  // @ts-expect-error -- this SDK writes version 1 of the contract
  apiVersion: 2,
  vendor: { name: 'Acme' },
  config: zod4,
  network: { hosts: [] },
  check: async () => ({ account: { id: '1' } }),
  discover: async () => ({ objects: [] }),
  objects: {},
})
// @ts-expect-error -- check is missing
defineDestination({
  id: 'acme',
  apiVersion: 1,
  vendor: { name: 'Acme' },
  config: zod4,
  network: { hosts: [] },
  discover: async () => ({ objects: [] }),
  objects: {},
})

// Fields are typed by their definitions, and any may be missing or null.
object(zod4, {
  fields,
  operations: {
    upsert: {
      ...limits,
      write: async ({ changes, matchOn }, ctx) => {
        expectTypeOf(matchOn).toEqualTypeOf<readonly ('email' | 'age' | 'vip' | 'extra')[]>()
        expectTypeOf(ctx.config.region).toEqualTypeOf<'eu' | 'us'>()
        for (const change of changes) {
          expectTypeOf(change.fields.email).toEqualTypeOf<string | null | undefined>()
          expectTypeOf(change.fields.age).toEqualTypeOf<number | ExactNumber | null | undefined>()
          expectTypeOf(change.fields.vip).toEqualTypeOf<boolean | null | undefined>()
          // @ts-expect-error -- a wrong field name
          void change.fields.mail
          // @ts-expect-error -- changes are frozen
          change.id = 'x'
          // @ts-expect-error -- so are their fields
          change.fields.email = 'x'
        }
        return []
      },
    },
  },
})

// @ts-expect-error -- no operation at all
object(zod4, { fields, operations: {} })
// @ts-expect-error -- an unknown operation alone is none either
object(zod4, { fields, operations: { put: { ...limits, write: yes } } })
object(zod4, {
  fields,
  operations: {
    // @ts-expect-error -- a match field that is not there
    upsert: { ...limits, matchOn: [['phone']], write: yes },
  },
})
object(zod4, {
  fields,
  operations: {
    // @ts-expect-error -- no atomicity: the author has to say it
    upsert: { batch: { recordsMax: 1 }, resend: 'safe', write: yes },
  },
})
object(zod4, {
  fields,
  operations: {
    upsert: {
      ...limits,
      write: async ({ changes }) =>
        // @ts-expect-error -- an outcome without an id
        changes.map(() => ({ status: 'ok', effect: 'created' }) as const),
    },
  },
})
object(zod4, {
  fields,
  operations: {
    upsert: {
      ...limits,
      // @ts-expect-error -- an effect that does not exist
      write: async ({ changes }) => changes.map((change) => ok(change, 'sent')),
    },
  },
})
// @ts-expect-error -- a reject needs a reason
rejected({ id: 'a' }, {})
// @ts-expect-error -- a type that does not exist
field('text')

// The adapters infer the same through one more call.
object(zod4, {
  fields,
  operations: {
    create: {
      ...limits,
      write: perRecord(async (change, ctx) => {
        expectTypeOf(change.fields.email).toEqualTypeOf<string | null | undefined>()
        expectTypeOf(ctx.config.region).toEqualTypeOf<'eu' | 'us'>()
        // @ts-expect-error -- a wrong field name
        void change.fields.mail
        // @ts-expect-error -- a wrong property of the configuration
        void ctx.config.secret
        return ok(change)
      }),
    },
    upsert: {
      ...limits,
      write: bulkWithErrors(async ({ changes }, ctx) => {
        expectTypeOf(ctx.config.token).toEqualTypeOf<string>()
        return {
          verdicts: changes.map(({ id }) => ({
            at: id,
            outcome: (change) => {
              expectTypeOf(change.fields.vip).toEqualTypeOf<boolean | null | undefined>()
              return ok(change)
            },
          })),
        }
      }),
    },
    append: {
      ...limits,
      atomicity: 'all-or-nothing',
      write: allOrNothing(({ changes }, { http, config }) =>
        http.post(`https://${config.region}.example.com`, {
          json: changes.map((one) => one.fields.age),
        }),
      ),
    },
    update: {
      ...limits,
      write: findThenWrite({
        find: async (changes) =>
          new Map(changes.map(({ id, fields: { email } }) => [id, email ?? ''])),
        create: async (change) => ok(change, 'created'),
        update: async (change, remoteId, { config }) =>
          ok(change, 'updated', remoteId + config.token),
      }),
    },
    replace: {
      ...limits,
      write: asyncJob({
        submit: async ({ changes }, { config }) => `${config.token}${changes[0]?.fields.email}`,
        poll: async () => ({ state: 'done' }),
        results: async () => ({ verdicts: [] }),
      }),
    },
    add: {
      ...limits,
      write: membership({
        listOf: ({ fields: { email } }, { config }) => `${email}${config.region}`,
        send: async ({ changes }) => ({
          verdicts: changes.map((_, at) => ({ at, outcome: (change) => ok(change, 'added') })),
        }),
      }),
    },
  },
})
