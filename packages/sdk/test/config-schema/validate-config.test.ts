import { expect, test } from 'vitest'
import * as z4 from 'zod'
import { z as z3 } from 'zod/v3'
import type { RevError, StandardSchema } from '../../src/index.ts'
import { checkConfig, validateConfig } from '../../src/host.ts'

const schemas = [z3, z4 as never as typeof z3].map((z) =>
  z.object({
    token: z.string(),
    accounts: z.array(z.object({ id: z.number() })),
    n: z.number().default(3),
  }),
)

test('gives the checked configuration with its defaults', async () => {
  for (const schema of schemas) {
    expect(await validateConfig(schema, { token: 'a', accounts: [] })).toEqual({
      token: 'a',
      accounts: [],
      n: 3,
    })
  }
})

test('names the place of every issue', async () => {
  for (const schema of schemas) {
    const { issues } = await checkConfig(schema, { accounts: [{ id: 'x' }] })
    expect(issues?.map(({ path }) => path)).toEqual([['token'], ['accounts', 0, 'id']])
  }
})

test('throws the first issue with the rest beside it, and shows no value', async () => {
  for (const schema of schemas) {
    const error = await validateConfig(schema, { token: 7, accounts: [{ id: 's3cr3t' }] }).then(
      () => undefined,
      (thrown: RevError) => thrown,
    )
    expect(error?.code).toBe('REV_CONFIG_INVALID')
    expect(error?.message).toMatch(/^Failed to read token: /)
    expect(error?.others.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Failed to read accounts\.0\.id: /),
    ])
    expect(JSON.stringify([error?.message, error?.others[0]?.message])).not.toContain('s3cr3t')
  }
})

test('takes paths of segments and answers that come later', async () => {
  const schema: StandardSchema<unknown, never> = {
    '~standard': {
      version: 1,
      vendor: 'hand',
      validate: async () => ({
        issues: [{ message: 'bad', path: [{ key: 'a' }, 0, Symbol('s')] }],
      }),
    },
  }
  expect(await checkConfig(schema, {})).toEqual({
    issues: [{ path: ['a', 0, 'Symbol(s)'], message: 'bad' }],
  })
})
