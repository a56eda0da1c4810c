import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Destination } from '@revetl/sdk'
import { http, HttpResponse } from 'msw'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerWith } from '../src/canned-answers.ts'
import { openDestination } from '../src/index.ts'
import { conformanceSuite } from '../src/suite.ts'

// The first sample of the guide, run as it stands there.
const guide = path.resolve(import.meta.dirname, '../../../docs/connectors/README.md')
const folder = path.resolve(import.meta.dirname, '../node_modules/.cache/guide')
const [, sample = ''] = /```ts\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? []
await mkdir(folder, { recursive: true })
const file = path.join(folder, `connector-${process.pid}.ts`)
await writeFile(file, sample)
afterAll(() => rm(file))
const { default: definition } = (await import(file)) as { readonly default: Destination }

const token = 'guide-token-0123456789'
interface Contact {
  readonly email: string
  readonly name?: string
}
const isAuthorized = ({ headers }: Request): boolean =>
  headers.get('authorization') === `Bearer ${token}`
const refused = () => HttpResponse.json({ message: 'bad token' }, { status: 401 })

/** Acme, as the sample takes it to be. */
const acme = [
  http.get('https://api.example.com/me', ({ request }) =>
    isAuthorized(request) ? HttpResponse.json({ id: 'acme-1' }) : refused(),
  ),
  http.post('https://api.example.com/contacts', async ({ request }) => {
    if (!isAuthorized(request)) return refused()
    const { records } = (await request.json()) as { records: readonly Contact[] }
    const failed = records
      .filter(({ name }) => name === 'bad')
      .map(({ email }) => ({ email, reason: 'The name is bad.' }))
    return HttpResponse.json({ accepted: records.length - failed.length, failed })
  }),
]

const record = (index: number): Contact & Record<string, string> => ({
  email: `r${index}@example.com`,
  name: 'Ada',
})
const badRecord = (index: number) => ({ ...record(index), name: 'bad' })

describe('the connector of the guide', async () => {
  let vendor: Disposable
  beforeAll(() => {
    vendor = answerWith(acme)
  })
  afterAll(() => vendor[Symbol.dispose]())

  await conformanceSuite({
    definition,
    conformance: {
      kind: 'destination',
      start: async () => ({ config: { token } }),
      cases: [{ object: 'contacts', operation: 'upsert', record, badRecord }],
    },
  })
})

test('the connector of the guide does not believe a count that does not add up', async () => {
  using canned = answerWith([
    http.post('https://api.example.com/contacts', () =>
      HttpResponse.json({ accepted: 5, failed: [] }),
    ),
  ])
  await using destination = await openDestination(definition, { config: { token } })
  const outcomes = await destination.write({
    object: 'contacts',
    operation: 'upsert',
    records: [record(1), record(2)],
  })
  expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown'])
  expect(canned.requests).toEqual(['POST https://api.example.com/contacts'])
})

test('a request that no canned answer fits fails and reaches no network', async () => {
  using canned = answerWith([])
  await using destination = await openDestination(definition, { config: { token } })
  await expect(destination.check()).rejects.toThrow('api.example.com')
  expect(new Set(canned.requests)).toEqual(new Set(['GET https://api.example.com/me']))
})
