import type { ValueRecord } from '@revetl/sdk'
import {
  reply,
  startVendor,
  type RecordResult,
  type SimulatedVendor,
  type SimulatorRequest,
  type VendorAction,
  type VendorCall,
} from '@revetl/testkit/simulator'

const recordsIn = ({ json }: SimulatorRequest): readonly ValueRecord[] =>
  (json as { records?: readonly ValueRecord[] } | undefined)?.records ?? []

/** One line of a bulk answer: it repeats the e-mail address and says what was done. */
const lineOf = ({ record, did, reason, id }: RecordResult) => ({
  email: record['email'],
  status: did,
  ...(reason === undefined ? {} : { error: { message: reason } }),
  ...(id === undefined ? {} : { id }),
})

const bulk = (does: VendorAction): VendorCall => ({
  does,
  path: `/v2/contacts/${does}`,
  records: recordsIn,
  answer: (results) => reply(200, { results: results.map(lineOf) }),
})

const statuses: Partial<Readonly<Record<RecordResult['did'], number>>> = {
  created: 201,
  missing: 404,
  exists: 409,
  refused: 422,
}

/** One record a request, answered by its status. */
const single = (does: VendorAction, method: string, path: string): VendorCall => ({
  does,
  method,
  path,
  records: ({ json }, { id }) => [
    { ...(json as ValueRecord | undefined), ...(id === undefined ? {} : { id: Number(id) }) },
  ],
  answer: ([result]) => {
    const { did = 'missing', reason } = result ?? {}
    const status = statuses[did] ?? 204
    return reply(status, status < 300 ? undefined : { message: reason ?? `It is ${did}.` })
  },
})

/** A made-up API with a bulk object, a REST object, events and members. */
export function startApiVendor(): Promise<SimulatedVendor> {
  return startVendor({
    credentials: { header: 'authorization', value: 'Bearer simulated-token' },
    oauth: { path: '/oauth/token', refreshToken: 'simulated-refresh-token', rotates: true },
    account: { path: '/v2/me', body: { account: { id: 'account-1' } } },
    limits: [{ name: 'requests', max: 100, perMs: 10_000 }],
    objects: {
      contacts: {
        keys: [['email']],
        recordsMax: 20,
        refuse: ({ email }) =>
          typeof email === 'string' && email.includes('@') ? undefined : 'No e-mail address.',
        calls: [bulk('upsert'), bulk('update'), bulk('create'), bulk('delete')],
      },
      users: {
        keys: [['id']],
        refuse: ({ name }) => (name === 'bad' ? 'The name is bad.' : undefined),
        calls: [
          single('upsert', 'PUT', '/v2/users/:id'),
          single('delete', 'DELETE', '/v2/users/:id'),
        ],
      },
      members: {
        keys: [['email']],
        calls: [
          single('add', 'POST', '/v2/members'),
          {
            ...single('remove', 'DELETE', '/v2/members/:email'),
            records: (_request, { email = '' }) => [{ email }],
          },
        ],
      },
      events: {
        calls: [
          { ...single('append', 'POST', '/v2/events'), idempotencyHeader: 'Idempotency-Key' },
        ],
      },
    },
    resultLists: (body) => [(body as { results?: unknown[] } | undefined)?.results ?? []],
    foreignResult: () => ({ email: 'other@example.com', status: 'created' }),
    contraryResult: (result) => ({ ...(result as object), status: 'refused' }),
  })
}
