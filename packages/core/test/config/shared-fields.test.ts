import { expect, test } from 'vitest'
import { sharedFieldWarnings, type WritingSync } from '../../src/config/shared-fields.ts'
import { openEngine } from '../../src/index.ts'
import { MemoryProject } from '../run/memory-project.ts'
import type { Sync } from '../../src/project.ts'

function writing(name: string, more: Partial<Sync> = {}, fields = ['email', 'name']): WritingSync {
  const place = { file: `syncs/${name}.yaml`, line: 1, column: 1 }
  const destination = { name: 'crm' } as Sync['destination']
  const sync = { name, mode: 'upsert', object: 'contacts', destination, place } as const
  return { sync: { ...sync, placeOf: () => place, ...more }, fields, matchOn: ['email'] }
}

const messagesOf = (...syncs: WritingSync[]) =>
  sharedFieldWarnings(syncs).map(({ sync, warning }) => `${sync}: ${warning.message}`)

test('two syncs that write the same fields of one object are worth a warning, once', () => {
  expect(messagesOf(writing('a'), writing('b', { mode: 'mirror' }))).toEqual([
    'b: syncs/b.yaml and syncs/a.yaml write "contacts" of "crm", both of them the fields name: of a record that both have, it keeps what was written last.',
  ])
})

test.each<[string, Partial<Sync>, string[]?]>([
  ['of another object', { object: 'companies' }],
  ['of another destination', { destination: { name: 'other' } as Sync['destination'] }],
  ['that share only what finds a record', {}, ['email', 'phone']],
  ['of which one writes each record once', { mode: 'create' }],
])('syncs %s are fine', (_name, more, fields) => {
  expect(messagesOf(writing('a'), writing('b', more, fields))).toEqual([])
})

test('a sync that replaces the object takes away what any other one wrote', () => {
  const [message, ...others] = messagesOf(
    writing('a', { mode: 'append' }, ['at']),
    writing('b', { mode: 'replace' }),
  )
  expect(message).toContain('takes away what the other one wrote')
  expect(others).toEqual([])
})

test('many shared fields are not all named', () => {
  const fields = ['email', 'a', 'b', 'c', 'd', 'e', 'f', 'g']
  const [message] = messagesOf(writing('a', {}, fields), writing('b', {}, fields))
  expect(message).toContain('the fields a, b, c, d, e and 2 more:')
})

test('a check of the project says so', async () => {
  await using memory = new MemoryProject()
  const project = await memory.project()
  const [sync] = project.syncs.values()
  const twins = [sync, { ...sync, name: 'others' }] as Sync[]
  const syncs = new Map(twins.map((one) => [one.name, one]))
  await using engine = await openEngine({ project: { ...project, syncs } })
  const { findings } = await engine.check({})
  expect(findings).toMatchObject([
    { severity: 'warning', subject: 'others', error: { code: 'REV_CONFIG_MAPPING' } },
  ])
})
