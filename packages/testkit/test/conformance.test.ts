import { bulkWithErrors, ok, RevError, type Destination, type ValueRecord } from '@revetl/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { ConformanceTarget, destinationChecks } from '../src/index.ts'
import { acme, acmeCases, acmeToken, startAcme, type AcmeServer } from './acme.ts'

type Acme = ReturnType<typeof acme>
let server: AcmeServer
beforeAll(async () => {
  server = await startAcme()
})
afterAll(() => server[Symbol.asyncDispose]())

/** The ids of the checks that a connector fails. */
async function failedBy(definition: Acme, cases = acmeCases): Promise<string[]> {
  const target = new ConformanceTarget({
    definition: definition as Destination,
    config: () => ({ url: server.url, token: acmeToken }),
    egressAllow: ['127.0.0.1/32'],
    cases,
    reset: () => server.contacts.clear(),
    requestCount: () => server.requests.length,
  })
  const failed: string[] = []
  const note = (id: string) => () => failed.push(id)
  for (const { id, run } of destinationChecks.connector) await run(target).catch(note(id))
  for (const { id, run, operations } of destinationChecks.write) {
    for (const writeCase of cases) {
      if (operations?.includes(writeCase.operation) ?? true) {
        await run(target, writeCase).catch(note(id))
      }
    }
  }
  return [...new Set(failed)]
}
const good = acme()
const withConfig = (config: z.ZodType): Acme => ({ ...good, config: config as never })
const property = { title: 'T', description: 'D.' }
const token = z.string().meta({ ...property, 'x-rev-secret': true })
const url = z.string().meta(property)

test('a good connector fails no check', async () => {
  expect(await failedBy(good)).toEqual([])
})

test.for<[string, string, () => Acme]>([
  ['has an incomplete definition', 'P00', () => ({ ...good, id: 'Acme!' })],
  [
    'has a property without a description',
    'C03',
    () => withConfig(z.object({ url: z.string(), token })),
  ],
  [
    'does not mark its token as a secret',
    'C04',
    () => withConfig(z.object({ url, token: z.string().meta(property) })),
  ],
  [
    'has a secret with a default',
    'C04',
    () => withConfig(z.object({ url, token: token.default('abc') })),
  ],
  ['blames another property', 'C05', () => withConfig(misplacing(z.object({ url, token })))],
  [
    'takes a property of any type',
    'C06',
    () => withConfig(looseAbout(z.object({ url, token }), 'url')),
  ],
  [
    'needs what has a default',
    'C07',
    () => withConfig(needing(z.object({ url: url.default('x'), token }), 'url')),
  ],
  ['crashes on an unknown property', 'C09', () => withConfig(crashing(z.object({ url, token })))],
  [
    'writes during check',
    'A01',
    () => ({
      ...good,
      check: (ctx) => ctx.http.post(`${ctx.config.url}/me`).then(() => ({ account: { id: '1' } })),
    }),
  ],
  ['names no account', 'A01', () => ({ ...good, check: async () => ({ account: { id: '' } }) })],
  [
    'accepts any credentials',
    'A02',
    () => ({ ...good, check: async () => ({ account: { id: '1' } }) }),
  ],
  [
    'shows the secret in its error',
    'A02',
    () => ({
      ...good,
      check: async ({ config }) => {
        if (config.token === acmeToken) return { account: { id: '1' } }
        throw new RevError('REV_AUTH_INVALID', `Failed: ${config.token} is wrong.`)
      },
    }),
  ],
  [
    'calls wrong credentials by another name',
    'A02',
    () => ({
      ...good,
      check: async ({ config }) => {
        if (config.token === acmeToken) return { account: { id: '1' } }
        throw new Error('no')
      },
    }),
  ],
  ['discovers nothing', 'D01', () => ({ ...good, discover: async () => ({ objects: [] }) })],
  [
    'discovers what it cannot write',
    'D02',
    () => ({ ...good, discover: async () => ({ objects: [{ name: 'deals', fields: {} }] }) }),
  ],
  [
    'matches on fields that are not there',
    'D02',
    () => ({
      ...good,
      discover: async () => ({
        objects: [
          { name: 'contacts', fields: {}, operations: { upsert: { matchOn: [['phone']] } } },
        ],
      }),
    }),
  ],
  [
    'fails when it is closed unused',
    'L07',
    () => ({
      ...good,
      close: async () => {
        throw new Error('not open')
      },
    }),
  ],
  [
    'logs its token',
    'O01',
    () => ({
      ...good,
      check: (ctx) => {
        ctx.log.debug(ctx.config.token)
        return good.check(ctx)
      },
    }),
  ],
  [
    'answers for the first record alone',
    'W03',
    () => acme(async ({ changes: [first] }) => (first ? [ok(first)] : [])),
  ],
  [
    'fails on the second write',
    'W05',
    () => {
      const seen = new Set<string>()
      return acme(async ({ changes }) =>
        changes.map((change) => {
          const isNew = !seen.has(change.json)
          seen.add(change.json)
          return isNew
            ? ok(change)
            : { id: change.id, status: 'rejected', code: 'REV_RECORD_REJECTED', message: 'again' }
        }),
      )
    },
  ],
  [
    'takes silence as success',
    'F01',
    () => acme(async ({ changes }) => changes.map((change) => ok(change))),
  ],
  [
    'calls a missing record updated',
    'W08',
    () => acme(async ({ changes }) => changes.map((change) => ok(change))),
  ],
  [
    'creates a record twice',
    'W09',
    () => acme(async ({ changes }) => changes.map((change) => ok(change))),
  ],
  [
    'cannot delete what is not there',
    'W10',
    () =>
      acme(async ({ changes }) =>
        changes.map(({ id }) => ({
          id,
          status: 'rejected',
          code: 'REV_RECORD_REJECTED',
          message: 'missing',
        })),
      ),
  ],
  [
    'goes on after the stop',
    'L04',
    () => acme(async ({ changes }) => changes.map((change) => ok(change))),
  ],
  [
    'believes positions of an answer in another order',
    'F01',
    () =>
      acme(
        bulkWithErrors(async ({ changes, operation }, { http, config }) => {
          const response = await http.post(`${config.url}/contacts/${operation}`, {
            json: changes.map(({ fields }) => fields),
          })
          const results = response.json() as unknown as { result: string }[]
          return {
            verdicts: results.map(({ result }, at) => ({
              at,
              outcome: ({ id }) =>
                result === 'done'
                  ? ok({ id })
                  : { id, status: 'rejected', code: 'REV_RECORD_REJECTED', message: result },
            })),
          }
        }),
      ),
  ],
  ['loses a field on its way', 'W02', () => sending(({ name: _lost, ...rest }) => rest)],
  [
    'ignores null',
    'W13',
    () =>
      sending((fields) =>
        Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
      ),
  ],
  [
    'clears what it does not get',
    'W14',
    () => sending((fields) => ({ name: null, score: null, ...fields })),
  ],
])('a connector that %s fails %s', async ([, id, definition]) => {
  expect(await failedBy(definition())).toContain(id)
})

test('an operation without a case fails W00', async () => {
  expect(await failedBy(good, acmeCases.slice(1))).toEqual(['W00'])
})

/** A connector that changes its records before it sends them. */
function sending(change: (fields: ValueRecord) => ValueRecord): Acme {
  return acme(
    bulkWithErrors(async (batch, { http, config }) => {
      const json = batch.changes.map(({ fields }) => change(fields as ValueRecord))
      await http.post(`${config.url}/contacts/${batch.operation}`, { json })
      return { verdicts: batch.changes.map(({ id }) => ({ at: id, outcome: (one) => ok(one) })) }
    }),
  )
}

type Standard = z.ZodType['~standard']
function altered(schema: z.ZodType, validate: (value: unknown) => unknown): z.ZodType {
  const standard = { ...schema['~standard'], validate } as Standard
  return Object.create(schema, { '~standard': { value: standard } }) as z.ZodType
}
const issue = (name: string) => ({ issues: [{ message: 'bad', path: [name] }] })
const names = (value: unknown): string[] => Object.keys(value as object)

function misplacing(schema: z.ZodType): z.ZodType {
  return altered(schema, (value) => (names(value).length < 2 ? issue('elsewhere') : { value }))
}
function looseAbout(schema: z.ZodType, name: string): z.ZodType {
  return altered(schema, (value) =>
    schema['~standard'].validate({ ...(value as object), [name]: 'fine' }),
  )
}
function needing(schema: z.ZodType, name: string): z.ZodType {
  return altered(schema, (value) => (names(value).includes(name) ? { value } : issue(name)))
}
function crashing(schema: z.ZodType): z.ZodType {
  return altered(schema, (value) => {
    if (names(value).length > 2) throw new TypeError('unexpected property')
    return schema['~standard'].validate(value)
  })
}
