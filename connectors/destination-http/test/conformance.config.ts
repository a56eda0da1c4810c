import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { startApiVendor } from './vendor.ts'

const answer = {
  results: {
    path: 'results',
    match: { by: 'field', path: 'email', field: 'email' },
    status: {
      path: 'status',
      ok: ['created', 'updated', 'deleted'],
      exists: ['exists'],
      noMatch: ['missing'],
      retry: ['locked'],
    },
    message: 'error.message',
    remoteId: 'id',
  },
}
const bulk = (operation: string) => ({
  method: 'POST',
  url: `/contacts/${operation}`,
  matchOn: [['email']],
  recordsMax: 20,
  body: { records: '{{records}}' },
  atomicity: 'per-record',
  answer,
})
const goneIsFine = {
  ...answer.results,
  status: { ...answer.results.status, ok: ['deleted', 'missing'], noMatch: [] },
}
const user = { url: '/users/{{id}}', send: 'record', matchOn: [['id']] }
const member = { send: 'record', matchOn: [['email']] }

const objects = {
  contacts: {
    operations: {
      upsert: bulk('upsert'),
      update: bulk('update'),
      create: bulk('create'),
      delete: { ...bulk('delete'), answer: { results: goneIsFine } },
    },
  },
  users: {
    operations: {
      upsert: { ...user, method: 'PUT', omit: ['id'] },
      delete: { ...user, method: 'DELETE', body: null },
    },
  },
  members: {
    operations: {
      add: { ...member, method: 'POST', url: '/members' },
      remove: { ...member, method: 'DELETE', url: '/members/{{email}}', body: null },
    },
  },
  events: {
    operations: {
      append: {
        method: 'POST',
        url: '/events',
        send: 'record',
        idempotencyHeader: 'Idempotency-Key',
      },
    },
  },
}

const contact = (index: number): ValueRecord => ({
  email: `person${index}@example.com`,
  name: `Ada ${index} 👩‍💻`,
  score: index,
})
const badContact = (index: number): ValueRecord => ({ ...contact(index), email: `nobody ${index}` })
const names = ['Straße', 'with space', 'with.dot', 'SELECT', '__proto__']
const upsert = (object: string) => (records: readonly ValueRecord[], opened: OpenDestination) =>
  opened.write({ object, operation: 'upsert', records })
const contacts = { object: 'contacts', record: contact, badRecord: badContact } as const

const cases: readonly WriteCase[] = [
  { ...contacts, operation: 'upsert', fieldNames: names },
  { ...contacts, operation: 'create' },
  { ...contacts, operation: 'update', prepare: upsert('contacts') },
  {
    object: 'contacts',
    operation: 'delete',
    record: (index) => ({ email: contact(index)['email'] ?? '' }),
    prepare: upsert('contacts'),
  },
  {
    object: 'users',
    operation: 'upsert',
    record: (id) => ({ id, name: 'Ada' }),
    badRecord: (id) => ({ id, name: 'bad' }),
  },
  { object: 'users', operation: 'delete', record: (id) => ({ id }), prepare: upsert('users') },
  { object: 'members', operation: 'add', record: contact },
  {
    object: 'members',
    operation: 'remove',
    record: contact,
    prepare: (records, opened) => opened.write({ object: 'members', operation: 'add', records }),
  },
  { object: 'events', operation: 'append', record: contact },
]

const auths = {
  bearer: { kind: 'bearer', token: 'x' },
  apiKey: { kind: 'apiKey', key: 'x', header: 'x-key' },
  basic: { kind: 'basic', user: 'u', password: 'p' },
  oauth2: { kind: 'oauth2', tokenUrl: 'https://example.com/token', clientId: 'c' },
}
const webhook = { method: 'POST', url: '/', send: 'record' }
const base = {
  baseUrl: 'https://example.com',
  objects: { events: { operations: { append: webhook } } },
}
const secret = Buffer.from('a secret of a webhook').toString('base64')
const signatures = {
  'standard-webhooks': { kind: 'standard-webhooks', secret },
  hmac: { kind: 'hmac', secret: 's', header: 'x-signature' },
}
const matches = {
  position: { by: 'position' },
  index: { by: 'index', path: 'at' },
  field: { by: 'field', path: 'email', field: 'email' },
  change: { by: 'change', path: 'id' },
}
const withMatch = (match: object) => ({
  ...base,
  objects: {
    events: {
      operations: {
        append: { method: 'POST', url: '/', answer: { errors: { path: 'errors', match } } },
      },
    },
  },
})

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const vendor = await startApiVendor()
    const config = {
      baseUrl: `${vendor.url}/v2`,
      limits: { windows: [{ max: 100, perMs: 10_000 }], concurrency: 6 },
      check: { url: '/me', account: 'account.id' },
      objects,
    }
    return {
      config: { ...config, auth: { kind: 'bearer', token: 'simulated-token' } },
      simulator: vendor,
      count: (object) => vendor.records(object).length,
      oauth: {
        config: {
          ...config,
          auth: {
            kind: 'oauth2',
            tokenUrl: `${vendor.url}/oauth/token`,
            clientId: 'client',
            clientSecret: 'simulated-client-secret',
            refreshToken: 'simulated-refresh-token',
          },
        },
        expire: () => vendor.expireTokens(),
        issued: () => vendor.tokensIssued,
        revoke: () => vendor.revokeGrants(),
      },
      [Symbol.asyncDispose]: () => vendor[Symbol.asyncDispose](),
    }
  },
  samples: [
    ...Object.entries(auths).map(([name, auth]) => ({ name, config: { ...base, auth } })),
    ...Object.entries(auths).map(([name, { kind }]) => ({
      name: `${name} without its parts`,
      config: { ...base, auth: kind === 'apiKey' ? { kind, key: 'x' } : { kind } },
      invalidAt: 'auth',
    })),
    ...Object.entries(signatures).map(([name, signature]) => ({
      name,
      config: { ...base, signature },
    })),
    ...Object.values(signatures).map(({ kind }) => ({
      name: `${kind} without its secret`,
      config: { ...base, signature: { kind } },
      invalidAt: 'signature',
    })),
    ...Object.entries(matches).map(([name, match]) => ({
      name: `errors by ${name}`,
      config: withMatch(match),
    })),
    ...Object.values(matches).map((match) => ({
      name: `errors by ${match.by} with too much`,
      config: withMatch({ ...match, nonsense: 1 }),
      invalidAt: 'objects',
    })),
  ],
  cases,
})
