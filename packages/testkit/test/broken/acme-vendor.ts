import { createHash } from 'node:crypto'
import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '../../src/index.ts'
import {
  reply,
  route,
  startVendor,
  type RecordResult,
  type SimulatedVendor,
  type SimulatorRequest,
  type VendorAction,
  type VendorCall,
  type VendorQuirks,
} from '../../src/simulator.ts'

/** The token of the account. */
export const acmeToken = 'acme-token-0123456789'

const recordsIn = ({ json }: SimulatorRequest): readonly ValueRecord[] =>
  (json as { records?: readonly ValueRecord[] } | undefined)?.records ?? []

// Answers come in another order than the request, and name records by their e-mail address.
const results = (list: readonly RecordResult[]) =>
  reply(200, {
    results: list
      .map(({ record, did, reason, id, stored }) => ({
        email: record['email'],
        did,
        reason,
        id,
        stored,
      }))
      .toReversed(),
  })

const bulk = (object: string, does: VendorAction, path = `/${object}/${does}`): VendorCall => ({
  does,
  path,
  records: recordsIn,
  answer: results,
})

const refuse = ({ name }: ValueRecord) => {
  if (name === 'bad') return 'The name is bad.'
  return typeof name === 'string' && name.length > 80 ? 'The name is too long.' : undefined
}

/** Acme on 127.0.0.1. */
export function startAcme(
  names: string[] = [],
  quirks: VendorQuirks = {},
): Promise<SimulatedVendor> {
  return startVendor({
    credentials: { header: 'authorization', value: `Bearer ${acmeToken}` },
    oauth: { path: '/token', refreshToken: 'acme-grant-0123456789', rotates: true },
    account: { path: '/me', body: { id: 'acme-1' } },
    limits: [{ name: 'requests', max: 60, perMs: 10_000 }],
    objects: {
      contacts: {
        keys: [['email'], ['external_id']],
        refuse,
        quirks,
        calls: (['upsert', 'update', 'create', 'delete', 'find'] as const).map((does) =>
          bulk('contacts', does),
        ),
      },
      members: { keys: [['email']], calls: [bulk('members', 'add'), bulk('members', 'remove')] },
      events: {
        refuse,
        calls: [
          {
            does: 'append',
            path: '/events',
            records: ({ json }) => [json as ValueRecord],
            answer: ([first]) =>
              first?.did === 'refused'
                ? reply(422, { message: first.reason })
                : reply(200, { done: true }),
            idempotencyHeader: 'idempotency-key',
          },
        ],
      },
      imports: {
        calls: [
          {
            ...bulk('imports', 'append', '/imports'),
            job: {
              path: '/imports/:job',
              submitted: (job) => reply(202, { job }),
              running: reply(200, { state: 'running' }),
            },
          },
        ],
      },
      extra: { keys: [['email']], calls: [bulk('extra', 'upsert')] },
    },
    routes: [
      route('GET', '/objects', ({ query }) => {
        const page = Number(query.get('page'))
        return reply(200, ['extra', ...names].slice(page * 100, page * 100 + 100))
      }),
    ],
    resultLists: (body) => [(body as { results?: unknown[] } | undefined)?.results ?? []],
    foreignResult: () => ({ email: 'other@example.com', did: 'created' }),
    contraryResult: (result) => ({ ...(result as object), did: 'refused', reason: 'no' }),
  })
}

const contact = (index: number): ValueRecord => ({
  email: `r${index}@example.com`,
  external_id: `x${index}`,
  name: 'Ada',
  note: 'n',
  score: 1.5,
})
const onlyEmail = (index: number): ValueRecord => ({ email: `r${index}@example.com` })
const bad = (index: number): ValueRecord => ({ ...contact(index), name: 'bad' })
const preparedBy =
  (object: string, operation: 'upsert' | 'add') =>
  (records: readonly ValueRecord[], opened: OpenDestination) =>
    opened.write({ object, operation, records })

/** A case for each operation of the connector. */
export const acmeCases: readonly WriteCase[] = [
  {
    object: 'contacts',
    operation: 'upsert',
    record: contact,
    badRecord: bad,
    fieldNames: ['with.dot', 'Ä b', '__proto__'],
  },
  { object: 'contacts', operation: 'create', record: contact, badRecord: bad },
  {
    object: 'contacts',
    operation: 'update',
    record: contact,
    badRecord: bad,
    prepare: preparedBy('contacts', 'upsert'),
  },
  {
    object: 'contacts',
    operation: 'delete',
    record: onlyEmail,
    prepare: preparedBy('contacts', 'upsert'),
  },
  { object: 'members', operation: 'add', record: onlyEmail },
  {
    object: 'members',
    operation: 'remove',
    record: onlyEmail,
    prepare: preparedBy('members', 'add'),
  },
  {
    object: 'events',
    operation: 'append',
    record: (index) => ({ email: `r${index}@example.com`, name: 'Ada' }),
    badRecord: (index) => ({ email: `r${index}@example.com`, name: 'bad' }),
  },
  { object: 'imports', operation: 'append', record: onlyEmail, jobPath: '/imports' },
  { object: 'extra', operation: 'upsert', record: onlyEmail },
]

const url = 'https://acme.example.com'

/** How Acme is tried. */
export const acmeConformance = defineConformance({
  kind: 'destination',
  start: async () => {
    const names: string[] = []
    const vendor = await startAcme(names)
    return {
      config: { url: vendor.url, token: acmeToken },
      simulator: vendor,
      count: (object: string) => vendor.records(object).length,
      schema: {
        addObject: (name: string) => names.push(name),
        removeObject: (name: string) => names.splice(names.indexOf(name), 1),
      },
      oauth: {
        config: { url: vendor.url, refreshToken: 'acme-grant-0123456789' },
        expire: () => vendor.expireTokens(),
        issued: () => vendor.tokensIssued,
        revoke: () => vendor.revokeGrants(),
      },
      [Symbol.asyncDispose]: () => vendor[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a token', config: { url, token: 'x' } },
    { name: 'no address', config: { token: 'x' }, invalidAt: 'url' },
  ],
  hashVectors: [
    {
      input: ' Ada@Example.com ',
      hash: (text: string) => createHash('sha256').update(text.trim().toLowerCase()).digest('hex'),
      expected: createHash('sha256').update('ada@example.com').digest('hex'),
    },
  ],
  cases: acmeCases,
})
