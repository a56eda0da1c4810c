import type { OperationName, ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { startIntercom } from './simulator.ts'

type Make = (index: number) => ValueRecord

const person: Make = (index) => ({
  external_id: `u-${index}`,
  email: `person${index}@example.com`,
  name: `Ada ${index} 👩‍💻`,
  avatar: 'https://example.com/a.png',
  signed_up_at: '2026-01-31T13:05:00Z',
  owner_id: 127,
  unsubscribed_from_emails: index % 2 === 0,
})
const lead: Make = (index) => ({ ...person(index), external_id: `l-${index}` })
const company: Make = (index) => ({
  company_id: `c-${index}`,
  name: `Müller & "Söhne" ${index}`,
  plan: 'Pro',
  size: index,
  website: 'https://example.com',
})
const order: Make = (index) => ({
  external_id: `o-${index}`,
  external_created_at: '2026-01-31T13:05:00Z',
  external_updated_at: null,
  status: 'paid',
  total: 1.5,
})
const member: Make = (index) => ({ company_id: `c-${index}`, contact_external_id: `u-${index}` })
const event: Make = (index) => ({
  event_name: 'invited-friend',
  created_at: '2026-01-31T13:05:00Z',
  user_id: `u-${index}`,
  plan: 'Pro',
})

const writing =
  (object: string, operation: OperationName) =>
  (records: readonly ValueRecord[], to: OpenDestination) =>
    to.write({ object, operation, records })

const keys: readonly string[] = ['external_id', 'email', 'company_id']

/** The four operations of an object that Intercom keeps by a key. */
function casesOf(
  object: string,
  { record, bad, by }: { record: Make; bad: ValueRecord; by: string },
): readonly WriteCase[] {
  const badRecord: Make = (index) => ({ ...record(index), ...bad })
  // Another one that is not there: what is there already is skipped, whatever else is in the record.
  const badCreate: Make = (index) => ({ ...badRecord(index), [by]: `bad-${index}@example.com` })
  const matchOn = [by]
  // What the record is updated with is not there before.
  const prepare = (records: readonly ValueRecord[], to: OpenDestination) =>
    writing(object, 'create')(
      records.map((one) =>
        Object.fromEntries(Object.entries(one).filter(([name]) => keys.includes(name))),
      ),
      to,
    )
  return [
    { object, operation: 'upsert', matchOn, record, badRecord },
    { object, operation: 'create', matchOn, record, badRecord: badCreate },
    { object, operation: 'update', matchOn, record, prepare },
    { object, operation: 'delete', matchOn, record, prepare },
  ]
}

/** Makes the contacts and companies that members and events are about. */
async function prepareBoth(
  records: readonly ValueRecord[],
  to: OpenDestination,
): Promise<readonly ValueRecord[]> {
  const names = (field: string) => records.map((record) => record[field] as string)
  const users = names('contact_external_id')
  await writing('contacts', 'upsert')(
    users.map((user, index) => ({ external_id: user, email: `${user}-${index}@example.com` })),
    to,
  )
  const companies = names('company_id').map((id) => ({ company_id: id, name: id }))
  await writing('companies', 'upsert')(companies, to)
  return records
}

const members = 'company_contacts'
// The types that discover looks for: some are in the workspace from the start, others come and go.
const extraTypes = Array.from({ length: 250 }, (_, index) => `extra_${index}`)

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await startIntercom({ customObjects: ['Order'] })
    const { workspace, url } = simulator
    return {
      config: {
        accessToken: 'simulated-token',
        baseUrl: url,
        customObjects: ['Order', ...extraTypes],
      },
      simulator,
      count: (object) => workspace.count(object),
      schema: {
        addObject: (name) => workspace.instances.set(name, new Map()),
        removeObject: (name) => workspace.instances.delete(name),
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a token', config: { accessToken: 'x' } },
    { name: 'everything', config: { accessToken: 'x', region: 'eu', customObjects: ['Order'] } },
    { name: 'no token', config: {}, invalidAt: 'accessToken' },
    { name: 'another region', config: { accessToken: 'x', region: 'mars' }, invalidAt: 'region' },
  ],
  cases: [
    ...casesOf('contacts', { record: person, bad: { email: 'nobody' }, by: 'external_id' }),
    ...casesOf('contacts', { record: person, bad: { owner_id: 13 }, by: 'email' }),
    ...casesOf('leads', { record: lead, bad: { email: 'nobody' }, by: 'external_id' }),
    ...casesOf('companies', { record: company, bad: { unheard_of: 1 }, by: 'company_id' }),
    ...casesOf('Order', { record: order, bad: { status: 'bad' }, by: 'external_id' }),
    {
      object: members,
      operation: 'add',
      record: member,
      badRecord: (index) => ({ ...member(index), contact_external_id: 'nobody' }),
      prepare: prepareBoth,
    },
    {
      object: members,
      operation: 'remove',
      record: member,
      prepare: async (records, to) => writing(members, 'add')(await prepareBoth(records, to), to),
    },
    {
      object: 'events',
      operation: 'append',
      record: event,
      badRecord: (index) => ({ ...event(index), user_id: 'nobody' }),
      prepare: (records, to) =>
        writing('contacts', 'upsert')(
          records.map(({ user_id: user = null }) => ({ external_id: user })),
          to,
        ),
    },
  ],
})
