import { expect, expectTypeOf, test } from 'vitest'
import * as z4 from 'zod'
import * as mini from 'zod/mini'
import { z as z3 } from 'zod/v3'
import { z as zod3 } from 'zod3'
import { annotate, isRevError, secret, type StandardSchema } from '../../src/index.ts'
import { configJsonSchema } from '../../src/host.ts'

/** The same configuration, written once for both majors of zod. */
function exampleConfig(z: typeof z3) {
  const token = secret(z.string().min(8).describe('Made in the vendor’s settings.'))
  const timeout = annotate(z.number().int().min(1).max(600).default(30), {
    title: 'Time-out',
    unit: 'seconds',
  })
  return z
    .object({
      token,
      timeout,
      url: z.string().url(),
      mail: z.string().email().optional(),
      plain: z.number().int().optional(),
      region: z.enum(['eu', 'us']).default('eu'),
      level: z.union([z.literal('low'), z.literal('high')]),
      either: z.union([z.string(), z.number()]).describe('A name or a number.'),
      password: annotate(secret(z.string()), { title: 'Password' }).nullable(),
      mixed: z.union([secret(z.string()), z.boolean()]),
      note: z.string().min(1).nullable(),
      accounts: z.array(z.object({ name: z.string(), key: secret(z.string()) }).strict()).min(1),
      headers: z.record(z.string(), secret(z.string().optional())),
      pair: z.tuple([z.string(), z.boolean()]),
      auth: z.discriminatedUnion('type', [
        z.object({ type: z.literal('key'), key: secret(z.string()).optional() }),
        z.object({ type: z.literal('none') }),
      ]),
      extra: z.object({ a: z.boolean() }).passthrough(),
      checked: z.string().refine((text) => text !== 'x', 'not x'),
      'x-y': z.string().regex(/^[a-z]+$/),
    })
    .describe('How to reach Acme.')
}

const one = exampleConfig(z3)
const published = exampleConfig(zod3 as never as typeof z3)
const other = exampleConfig(z4 as never as typeof z3)

test('zod 3 and zod 4 give the same JSON Schema with the same annotations', async () => {
  const fromZod3 = await configJsonSchema({ config: one })
  const fromZod4 = await configJsonSchema({ config: other })
  expect(fromZod4).toEqual(fromZod3)
  expect(await configJsonSchema({ config: published })).toEqual(fromZod3)
  expect(JSON.stringify(fromZod4)).toBe(JSON.stringify(fromZod3))
})

test('titles, descriptions, defaults, units and secrets reach the schema', async () => {
  const schema = (await configJsonSchema({ config: other })) as {
    properties: Record<string, Record<string, unknown>>
  }
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    description: 'How to reach Acme.',
    type: 'object',
  })
  expect(schema.properties['token']).toEqual({
    description: 'Made in the vendor’s settings.',
    type: 'string',
    minLength: 8,
    'x-rev-secret': true,
  })
  expect(schema.properties['timeout']).toEqual({
    title: 'Time-out',
    type: 'integer',
    default: 30,
    minimum: 1,
    maximum: 600,
    'x-rev-unit': 'seconds',
  })
  expect(schema.properties['password']).toEqual({
    anyOf: [{ title: 'Password', type: 'string', 'x-rev-secret': true }, { type: 'null' }],
  })
})

test('what has a default or is optional need not be given', async () => {
  const { required } = await configJsonSchema({ config: one })
  expect(required).not.toContain('timeout')
  expect(required).not.toContain('mail')
  expect(required).toContain('token')
})

test('an annotated zod 3 schema keeps its annotations through later refinements', async () => {
  const config = z3.object({ key: secret(z3.string()).min(3).describe('A key.').optional() })
  expect(await configJsonSchema({ config })).toMatchObject({
    properties: { key: { description: 'A key.', minLength: 3, 'x-rev-secret': true } },
  })
})

test('later annotations are added to the earlier ones', async () => {
  for (const z of [z3, z4 as never as typeof z3]) {
    const key = annotate(secret(z.string()), { title: 'Key', description: 'Yours.' })
    expect(await configJsonSchema({ config: z.object({ key }) })).toMatchObject({
      properties: { key: { title: 'Key', description: 'Yours.', 'x-rev-secret': true } },
    })
  }
})

test('zod/mini can be annotated too', async () => {
  const config = mini.object({ key: secret(mini.string()) })
  expect(await configJsonSchema({ config })).toMatchObject({
    properties: { key: { type: 'string', 'x-rev-secret': true } },
  })
})

test('annotating leaves the schema that was given as it was', async () => {
  for (const z of [z3, z4 as never as typeof z3]) {
    const plain = z.string()
    secret(plain)
    const { properties } = await configJsonSchema({ config: z.object({ plain }) })
    expect(properties).toEqual({ plain: { type: 'string' } })
  }
})

test('annotating keeps the type of the schema', () => {
  expectTypeOf(secret(z4.string())).toEqualTypeOf<z4.ZodString>()
  expectTypeOf(annotate(z3.number().optional(), { unit: 'ms' })).toEqualTypeOf<
    ReturnType<ReturnType<typeof z3.number>['optional']>
  >()
})

const handMade = (extra: object): StandardSchema<unknown, { token: string }> => ({
  '~standard': {
    version: 1,
    vendor: 'hand',
    validate: (value) => ({ value: value as { token: string } }),
    ...extra,
  },
})
const tokenSchema = {
  type: 'object',
  properties: { token: { type: 'string', 'x-rev-secret': true } },
  required: ['token'],
}

test('a Standard Schema gives its own JSON Schema of the input', async () => {
  const asked: unknown[] = []
  const jsonSchema = { input: (options: unknown) => (asked.push(options), tokenSchema) }
  expect(await configJsonSchema({ config: handMade({ jsonSchema }) })).toMatchObject(tokenSchema)
  expect(asked).toEqual([{ target: 'draft-2020-12' }])
})

test('an explicit JSON Schema serves a library that gives none', async () => {
  expect(
    await configJsonSchema({ config: handMade({}), configJsonSchema: tokenSchema }),
  ).toMatchObject(tokenSchema)
})

test.for<[string, StandardSchema<unknown, unknown>]>([
  ['no JSON Schema at all', handMade({})],
  ['a schema that accepts anything', handMade({ jsonSchema: { input: () => ({}) } })],
  ['a schema of something else than an object', z4.string()],
  ['a zod 3 schema of something else', z3.array(z3.string())],
  [
    'a library that fails',
    handMade({
      jsonSchema: {
        input: () => {
          throw new Error('no')
        },
      },
    }),
  ],
])('refuses %s', async ([, config]) => {
  const error = await configJsonSchema({ config }).catch((thrown: unknown) => thrown)
  expect(isRevError(error) && error.code).toBe('REV_CONFIG_SCHEMA')
})

test('a schema of a library without annotations cannot be marked, and says how it can', () => {
  expect(() => secret(handMade({}))).toThrow('expected one of zod 4 or zod 3')
})
