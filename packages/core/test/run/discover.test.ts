import { defineDestination, defineSource, field, object, ok } from '@revetl/sdk'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openEngine } from '../../src/index.ts'
import { testConnection, testProject } from '../test-project.ts'

const config = z.object({})
const about = { apiVersion: 1, vendor: { name: 'Acme' }, config, network: { hosts: [] } } as const
const operation = {
  matchOn: [['email']],
  batch: { recordsMax: 10 },
  atomicity: 'per-record',
  resend: 'safe',
  write: async ({ changes }: { readonly changes: Parameters<typeof ok>[0][] }) =>
    changes.map((one) => ok(one)),
} as const

const source = defineSource({
  ...about,
  id: 'lake',
  check: async () => ({ account: { id: 'lake' } }),
  discover: async () => ({
    tables: [
      { path: ['main', 'orders'], columns: [{ name: 'id', type: 'integer', nullable: false }] },
      { path: ['main', 'people'], columns: [{ name: 'email', type: 'string' }] },
    ],
  }),
  describe: async () => [],
  read: async () => Promise.reject(new Error('nobody reads')),
})

function crm(asked: unknown[], isOpen = false) {
  const fields = { email: field('string', { required: true, pii: 'email' }) }
  const operations = { upsert: operation, delete: operation } as never
  return defineDestination({
    ...about,
    id: 'crm',
    check: async () => ({ account: { id: 'crm' } }),
    discover: async (_ctx, request) => {
      asked.push(request)
      return {
        isOpen,
        objects: [
          { name: 'contacts', fields: { score: field('number', { title: 'Score' }) } },
          {
            name: 'pets',
            title: 'Pets',
            fields: { name: field('string', { maxLength: 20 }) },
            operations: { upsert: { matchOn: [['name']] } },
          },
        ],
      }
    },
    objects: { contacts: object(config, { title: 'Contacts', fields, operations }) },
    dynamicObject: object(config, { fields: {}, isOpen: true, operations }),
  })
}

async function engineTo(destination: ReturnType<typeof crm>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-discover-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const ends = {
    source: await testConnection('source', source),
    destination: await testConnection('destination', destination),
  }
  const engine = await openEngine({ project: testProject(folder, ends, {}) })
  onTestFinished(() => engine[Symbol.asyncDispose]())
  return engine
}

test('a source shows its tables with columns and types', async () => {
  const engine = await engineTo(crm([]))
  expect(await engine.discover('local')).toEqual({
    connection: 'local',
    kind: 'source',
    connector: 'rev-source-memory@1.0.0',
    tables: [
      { path: ['main', 'orders'], columns: [{ name: 'id', type: 'integer', nullable: false }] },
      { path: ['main', 'people'], columns: [{ name: 'email', type: 'string' }] },
    ],
    objects: [],
    isOpen: false,
  })
})

test('a destination shows the objects of its account, with fields and the modes of a sync', async () => {
  const asked: unknown[] = []
  const engine = await engineTo(crm(asked))
  const { objects, tables } = await engine.discover('memory')
  expect([asked, tables]).toEqual([[undefined], []])
  expect(objects).toMatchObject([
    {
      name: 'contacts',
      title: 'Contacts',
      modes: ['upsert', 'mirror'],
      matchOn: [['email']],
      fields: [
        { name: 'email', required: true, pii: 'email' },
        { name: 'score', title: 'Score' },
      ],
    },
    // The account has no delete for it.
    { name: 'pets', title: 'Pets', modes: ['upsert'], operations: ['upsert'], matchOn: [['name']] },
  ])
})

test('one object is asked for by its name', async () => {
  const asked: unknown[] = []
  const engine = await engineTo(crm(asked))
  const { objects } = await engine.discover('memory', { object: 'pets' })
  expect(asked).toEqual([{ objects: ['pets'] }])
  expect(objects.map(({ name }) => name)).toEqual(['pets'])
})

test('an object that is not there is an error with the nearest name, unless any name can be written to', async () => {
  const engine = await engineTo(crm([]))
  await expect(engine.discover('memory', { object: 'pet' })).rejects.toMatchObject({
    code: 'REV_CONFIG_REFERENCE',
    hint: expect.stringContaining('pets'),
  })
  const open = await engineTo(crm([], true))
  expect(await open.discover('memory', { object: 'pet' })).toMatchObject({
    isOpen: true,
    objects: [{ name: 'pet', isOpen: true, fields: [] }],
  })
})

test('a connection that is not there is an error with the nearest name', async () => {
  const engine = await engineTo(crm([]))
  await expect(engine.discover('locl')).rejects.toMatchObject({
    code: 'REV_CONFIG_REFERENCE',
    hint: expect.stringContaining('local'),
  })
})
