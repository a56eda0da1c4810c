import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Source } from '@revetl/sdk'
import { http, HttpResponse } from 'msw'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerWith } from '../src/canned-answers.ts'
import { openSource } from '../src/index.ts'
import { conformanceSuite } from '../src/suite.ts'

// The sample of the page about sources, run as it stands there.
const guide = path.resolve(import.meta.dirname, '../../../docs/connectors/sources.md')
const folder = path.resolve(import.meta.dirname, '../node_modules/.cache/guide')
const [, sample = ''] = /```ts\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? []
await mkdir(folder, { recursive: true })
const file = path.join(folder, `source-${process.pid}.ts`)
await writeFile(file, sample)
afterAll(() => rm(file))
const { default: definition } = (await import(file)) as { readonly default: Source }

const token = 'guide-token-0123456789'
const config = { token }
const projectPath = import.meta.dirname
const table = (name: string) => ({ kind: 'table', table: [name] }) as const
const emailOf = (id: number) => (id === 1 ? null : `r${id}@example.com`)

const isAuthorized = ({ headers }: Request) => headers.get('authorization') === `Bearer ${token}`
const refused = () => HttpResponse.json({ message: 'bad token' }, { status: 401 })

/** Acme, as the sample takes it to be, with so many contacts; `lost` are counted and not given. */
function acme(count: number, lost = 0) {
  return [
    http.get('https://api.example.com/me', ({ request }) =>
      isAuthorized(request) ? HttpResponse.json({ id: 'acme-1' }) : refused(),
    ),
    http.get('https://api.example.com/contacts', ({ request }) => {
      if (!isAuthorized(request)) return refused()
      const { searchParams } = new URL(request.url)
      const from = Number(searchParams.get('cursor') ?? 0)
      const to = Math.min(from + Number(searchParams.get('limit')), count)
      const ids = Array.from({ length: to - from }, (_, place) => from + place)
      const contacts = ids.map((id) => ({ id, email: emailOf(id) }))
      return HttpResponse.json({
        contacts,
        next: to < count ? String(to) : null,
        total: count + lost,
      })
    }),
  ]
}

describe('the source of the guide', async () => {
  let vendor: Disposable
  beforeAll(() => {
    vendor = answerWith(acme(2500))
  })
  afterAll(() => vendor[Symbol.dispose]())

  await conformanceSuite({
    definition,
    conformance: {
      kind: 'source',
      start: async () => ({
        config,
        models: [
          {
            name: 'contacts',
            model: table('contacts'),
            columns: [
              { name: 'id', type: 'integer' },
              { name: 'email', type: 'string' },
            ],
            rows: Array.from({ length: 2500 }, (_, id) => [String(id), emailOf(id)]),
          },
        ],
        large: { model: table('contacts'), rows: 2500 },
        refused: [{ model: table('nowhere'), code: 'REV_MODEL_NOT_FOUND' }],
      }),
    },
  })
})

test('the source of the guide does not take a list that ends early for the whole', async () => {
  using canned = answerWith(acme(10, 1))
  await using source = await openSource(definition, { config, projectPath })
  await expect(source.read(table('contacts'))).rejects.toMatchObject({
    code: 'REV_READ_INCOMPLETE',
  })
  expect(canned.requests).toHaveLength(1)
})

test('the source of the guide previews without asking for more', async () => {
  using canned = answerWith(acme(2500))
  await using source = await openSource(definition, { config, projectPath })
  expect((await source.read(table('contacts'), { rowsMax: 3 })).rows).toHaveLength(3)
  expect(canned.requests).toHaveLength(1)
})
