import * as z from 'zod'
import type { AnyConnector } from '../../src/index.ts'
import type { Bug } from './bug.ts'

const property = { title: 'T', description: 'D.' }
const url = z.string().meta(property)
const token = z.string().meta({ ...property, 'x-rev-secret': true })
const configured =
  (config: z.ZodType) =>
  (good: AnyConnector): AnyConnector => ({ ...good, config: config as never })
function altered(schema: z.ZodType, validate: (value: unknown) => unknown): z.ZodType {
  const standard = { ...schema['~standard'], validate }
  return Object.create(schema, { '~standard': { value: standard } }) as z.ZodType
}
const issue = (name: string) => ({ issues: [{ message: 'bad', path: [name] }] })
const names = (value: unknown): string[] => Object.keys(value as object)
const both = z.object({ url, token })

/** Bugs of the configuration. */
export const configBugs: readonly Bug[] = [
  {
    name: 'has another schema each time',
    caughtBy: 'C02',
    definition: (good) =>
      Object.defineProperty({ ...good }, 'configJsonSchema', {
        get: () => ({ type: 'object', properties: { [`a${Math.random()}`]: {} } }),
      }),
  },
  {
    name: 'has a property without a description',
    caughtBy: 'C03',
    definition: configured(z.object({ url: z.string(), token })),
  },
  {
    name: 'does not mark its token as a secret',
    caughtBy: 'C04',
    definition: configured(z.object({ url, token: url })),
  },
  {
    name: 'has a secret with a default',
    caughtBy: 'C04',
    definition: configured(z.object({ url, token: token.default('abc') })),
  },
  {
    name: 'blames another property',
    caughtBy: 'C05',
    definition: configured(
      altered(both, (value) => (names(value).length < 2 ? issue('elsewhere') : { value })),
    ),
  },
  {
    name: 'takes a property of any type',
    caughtBy: 'C06',
    definition: configured(
      altered(both, (value) => both['~standard'].validate({ ...(value as object), url: 'fine' })),
    ),
  },
  {
    name: 'needs what has a default',
    caughtBy: 'C07',
    definition: configured(
      altered(z.object({ url: url.default('x'), token }), (value) =>
        names(value).includes('url') ? { value } : issue('url'),
      ),
    ),
  },
  {
    name: 'has a branch that no sample tries',
    caughtBy: 'C08',
    definition: configured(
      z.object({
        url,
        token,
        mode: z
          .discriminatedUnion('kind', [
            z.object({ kind: z.literal('a') }),
            z.object({ kind: z.literal('b') }),
          ])
          .optional(),
      }),
    ),
  },
  {
    name: 'crashes on an unknown property',
    caughtBy: 'C09',
    definition: configured(
      altered(both, (value) => {
        if (names(value).length > 2) throw new TypeError('unexpected property')
        return both['~standard'].validate(value)
      }),
    ),
  },
  {
    name: 'refuses a sample that is labelled good',
    caughtBy: 'C10',
    conformance: (good) => ({
      ...good,
      samples: [{ name: 'an address alone', config: { url: 'nowhere' } }],
    }),
  },
  {
    name: 'hashes in a way of its own',
    caughtBy: 'O02',
    conformance: (good) => ({
      ...good,
      hashVectors: [{ input: ' A', hash: (text) => text, expected: 'a' }],
    }),
  },
]
