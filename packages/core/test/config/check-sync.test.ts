import type { Column, ManifestObject } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { checkColumns } from '../../src/config/check-columns.ts'
import { checkDiscovered, checkFieldTypes } from '../../src/config/check-discovered.ts'
import { checkDescribed, checkObject } from '../../src/config/check-sync.ts'
import { mappedFields } from '../../src/config/mapped-fields.ts'
import { Problems } from '../../src/config/problems.ts'
import type { Sync } from '../../src/project.ts'
import { crmManifest, goodFiles, load } from './project-fixture.ts'

const columns: readonly Column[] = [
  { name: 'id', type: 'integer' },
  { name: 'email', type: 'string' },
  { name: 'name', type: 'string' },
]

async function syncOf(text: string, changes: Readonly<Record<string, string>> = {}): Promise<Sync> {
  const { syncs } = await load({ ...changes, 'syncs/people.yaml': text })
  const sync = syncs.get('people')
  if (sync === undefined) throw new Error('the sync is not there')
  return sync
}

const contacts = crmManifest.objects['contacts'] as ManifestObject
const text = goodFiles['syncs/people.yaml']
const seen = (errors: readonly { readonly code: string; readonly message: string }[]) =>
  errors.map(({ code, message }) => `${code} ${message}`)

test('a model with every column has nothing wrong', async () => {
  expect(checkColumns(await syncOf(text), columns)).toEqual([])
})

test('a column that the model lacks is told where the mapping names it', async () => {
  const sync = await syncOf(
    `${text}  city: { object: { a: nmae, b: { template: '{{ emial }}' } } }\n`,
  )
  const errors = checkColumns(sync, columns)
  expect(errors.map(({ place, hint }) => [place?.line, place?.column, hint])).toEqual([
    [8, 24, 'Did you mean "name"?'],
    [8, 45, 'Did you mean "email"?'],
  ])
  expect(seen(errors)[0]).toBe(
    'REV_MODEL_COLUMN Failed to map "city": the model has no column "nmae".',
  )
})

test('a column is itself only in its own spelling', async () => {
  const errors = checkColumns(await syncOf(text), [
    ...columns.slice(0, 2),
    { name: 'Name', type: 'string' },
  ])
  expect(errors.map(({ hint }) => hint)).toEqual(['Did you mean "Name"?'])
})

test('a key column that is missing is told in the file that names it', async () => {
  const inModel = checkColumns(await syncOf(text), columns.slice(1))
  expect(inModel.map(({ place }) => place?.file)).toEqual(['models/people.sql'])
  const inSync = checkColumns(await syncOf(`key: uid\n${text}`), columns)
  expect(inSync.map(({ place, hint }) => [place?.file, place?.column, hint])).toEqual([
    ['syncs/people.yaml', 6, 'Did you mean "id"?'],
  ])
})

test('json is no key', async () => {
  const errors = checkColumns(await syncOf(`key: name\n${text}`), [
    ...columns.slice(0, 2),
    { name: 'name', type: 'json' },
  ])
  expect(errors.map(({ code }) => code)).toEqual(['REV_CONFIG_KEY'])
})

test('all columns go under their own names, those that are mapped by hand once', async () => {
  const sync = await syncOf(`${text.split('map:')[0]}map: { '*': all, name: { constant: x } }\n`)
  const fields = mappedFields(sync, columns)
  expect(fields.map(({ field, expression }) => [field, expression.kind])).toEqual([
    ['name', 'constant'],
    ['id', 'column'],
    ['email', 'column'],
  ])
  const all = await syncOf(`${text.split('map:')[0]}map: all\n`)
  expect(mappedFields(all, columns).map(({ field }) => field)).toEqual(['id', 'email', 'name'])
})

test('fields of all columns are checked once the columns are known', async () => {
  const sync = await syncOf(`${text.split('map:')[0]}map: all\n`)
  expect(checkDiscovered(sync, contacts).errors).toEqual([])
  expect(seen(checkDiscovered(sync, contacts, columns).errors)).toEqual([
    'REV_CONFIG_MAPPING Failed to read syncs/people.yaml: the object "contacts" has no field "id".',
  ])
})

test('what the account says is told, and what the manifest said is not told again', async () => {
  const sync = await syncOf(`${text}on_remove: clear\n`)
  const { name, ...others } = contacts.fields
  expect(checkDiscovered(sync, contacts)).toEqual({ errors: [], warnings: [] })
  const account = {
    ...contacts,
    fields: { ...others, phone: { type: 'string', required: true } },
  } as const
  const { errors, warnings } = checkDiscovered(sync, account)
  expect(name?.type).toBe('string')
  expect(seen(errors)).toEqual([
    'REV_CONFIG_MAPPING Failed to read syncs/people.yaml: the object "contacts" has no field "name".',
  ])
  expect(warnings.map(({ message }) => message)).toEqual([
    'syncs/people.yaml: "contacts" needs phone to create a record, and the mapping does not give it.',
  ])
})

test('a field that takes no nulls is worth a warning', async () => {
  const sync = await syncOf(text)
  const fields = { ...contacts.fields, name: { type: 'string', nullable: false } } as const
  expect(checkDiscovered(sync, { ...contacts, fields }).warnings.map(({ hint }) => hint)).toEqual([
    'Give it `nulls: omit` or a default.',
  ])
})

test('a value of a type that the field will not take is worth a warning', async () => {
  const sync = await syncOf(text)
  const [email] = sync.fields
  if (email === undefined) throw new Error('no field')
  const warn = (type: 'json' | 'integer' | 'string') =>
    checkFieldTypes(sync, [{ field: 'email', type, mapped: email }], contacts)
  expect(warn('json').map(({ place }) => place?.line)).toEqual([6])
  expect([...warn('integer'), ...warn('string')]).toEqual([])
})

test('a match field that only the account knows is judged once the account was asked', async () => {
  const sync = {
    ...(await syncOf(text)),
    matchOn: ['external_id'],
    fields: [{ ...(await syncOf(text)).fields[0], field: 'external_id' }],
  } as Sync
  const open = { ...contacts, isOpen: true }
  const told = (check: typeof checkObject, object: ManifestObject) => {
    const problems = new Problems()
    check(sync, object, problems)
    return problems.errors.map(({ message }) => message)
  }
  const refusal = [expect.stringContaining('finds records by other fields')]
  expect(told(checkDescribed, open)).toEqual([])
  expect(told(checkDescribed, contacts)).toEqual(expect.arrayContaining(refusal))
  expect(told(checkObject, open)).toEqual(refusal)
})
