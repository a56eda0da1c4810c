import { expect, test } from 'vitest'
import { isRevError } from '../../src/index.ts'
import { checkDefinition, definitionProblems } from '../../src/host.ts'
import { acme, files } from './acme.ts'

const { upsert } = acme.objects['contacts']?.operations ?? {}
const withUpsert = (change: object): unknown => ({
  ...acme,
  objects: {
    contacts: { ...acme.objects['contacts'], operations: { upsert: { ...upsert, ...change } } },
  },
})
const withContacts = (change: object): unknown => ({
  ...acme,
  objects: { contacts: { ...acme.objects['contacts'], ...change } },
})

test('takes good definitions', () => {
  expect(definitionProblems(acme)).toEqual([])
  expect(definitionProblems(files)).toEqual([])
  expect(checkDefinition(acme)).toBe(acme)
})

const at = 'objects.contacts.operations.upsert'
test.for<[string, unknown, string, string]>([
  ['no kind', { ...acme, kind: undefined }, 'kind', 'got nothing'],
  ['an id with capitals', { ...acme, id: 'Acme' }, 'id', 'got "Acme"'],
  ['a vendor without a name', { ...acme, vendor: {} }, 'vendor.name', 'expected a name'],
  [
    'a host with a scheme',
    { ...acme, network: { hosts: ['https://a.example'] } },
    'network.hosts',
    'without scheme',
  ],
  ['no check', { ...acme, check: undefined }, 'check', 'expected a function'],
  ['an auth that is no function', { ...acme, auth: 'token' }, 'auth', 'expected a function'],
  ['a config that is no schema', { ...acme, config: {} }, 'config', 'Standard Schema'],
  [
    'no objects',
    { ...acme, objects: {}, dynamicObject: undefined },
    'objects',
    'at least one object',
  ],
  ['no operation', withContacts({ operations: {} }), 'objects.contacts.operations', 'at least one'],
  [
    'an unknown operation',
    withContacts({ operations: { put: upsert } }),
    'objects.contacts.operations.put',
    'one of create',
  ],
  [
    'a field of no type',
    withContacts({ fields: { email: { type: 'text' } } }),
    'objects.contacts.fields.email.type',
    'got "text"',
  ],
  [
    'an empty enum',
    withContacts({ fields: { email: { type: 'string', enum: [] } } }),
    'objects.contacts.fields.email.enum',
    'list of texts',
  ],
  [
    'a batch of nothing',
    withUpsert({ batch: { recordsMax: 0 } }),
    `${at}.batch.recordsMax`,
    'from 1',
  ],
  [
    'a batch without end',
    withUpsert({ batch: { recordsMax: Infinity } }),
    `${at}.batch.recordsMax`,
    'from 1',
  ],
  [
    'a batch of a billion',
    withUpsert({ batch: { recordsMax: 1e9 } }),
    `${at}.batch.recordsMax`,
    '100000',
  ],
  [
    'a negative byte limit',
    withUpsert({ batch: { recordsMax: 1, bytesMax: -1 } }),
    `${at}.batch.bytesMax`,
    'from 1',
  ],
  ['no batch', withUpsert({ batch: undefined }), `${at}.batch`, 'recordsMax'],
  [
    'a match field that is not there',
    withUpsert({ matchOn: [['email'], ['phone']] }),
    `${at}.matchOn.1`,
    'there is no field phone',
  ],
  [
    'a match field twice',
    withUpsert({ matchOn: [['email', 'email']] }),
    `${at}.matchOn.0`,
    'different',
  ],
  ['no atomicity', withUpsert({ atomicity: undefined }), `${at}.atomicity`, 'per-record'],
  ['an unknown resend', withUpsert({ resend: 'maybe' }), `${at}.resend`, 'got "maybe"'],
  [
    'a session without commit',
    withUpsert({ session: { open() {}, abort() {} } }),
    `${at}.session.commit`,
    'a function',
  ],
  ['no write', withUpsert({ write: undefined }), `${at}.write`, 'a function'],
  ['a reconcile without lookup', withContacts({ lookup: undefined }), `${at}.resend`, 'lookup'],
  [
    'a delay of what is seen that is none',
    withContacts({ visibleAfterMs: 0.5 }),
    'objects.contacts.visibleAfterMs',
    'milliseconds',
  ],
  [
    'a delay of what is seen without lookup',
    withContacts({ visibleAfterMs: 60_000, lookup: undefined }),
    'objects.contacts.visibleAfterMs',
    'lookup',
  ],
  ['a source that does not read', { ...files, read: undefined }, 'read', 'a function'],
])('names %s and its place', ([, definition, path, part]) => {
  const problems = definitionProblems(definition)
  expect(problems.map((problem) => problem.path)).toContain(path)
  expect(problems.find((problem) => problem.path === path)?.message).toContain(part)
})

test('an open object may match on fields that it does not name', () => {
  expect(
    definitionProblems(
      withContacts({ isOpen: true, operations: { upsert: { ...upsert, matchOn: [['own_id']] } } }),
    ),
  ).toEqual([])
})

test('shows every problem at once', () => {
  const error = thrownBy(() => checkDefinition({ ...acme, id: '', vendor: {}, check: 1 }))
  expect(isRevError(error) && error.code).toBe('REV_CONNECTOR_INVALID')
  expect(isRevError(error) && error.others).toHaveLength(2)
})

test('another version of the contract is told apart from a broken connector', () => {
  const error = thrownBy(() => checkDefinition({ ...acme, apiVersion: 2, id: '' }))
  expect(isRevError(error) && error.code).toBe('REV_CONNECTOR_VERSION')
})

test('what is no definition is refused', () => {
  for (const value of [undefined, null, 'acme', () => acme, [acme]]) {
    expect(thrownBy(() => checkDefinition(value))).toMatchObject({ code: 'REV_CONNECTOR_INVALID' })
  }
})

function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}
