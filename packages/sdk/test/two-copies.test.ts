import { expect, test, vi } from 'vitest'
import * as ours from '../src/index.ts'

// What happens when a connector brings its own copy of the SDK.
vi.resetModules()
const theirs = await import('../src/index.ts')

test('the two copies are different code', () => {
  expect(theirs.RevError).not.toBe(ours.RevError)
})

test('an error of one copy is an error of the other', () => {
  const error = new theirs.RevError('REV_AUTH_INVALID', 'No.', { delivery: 'auth', afterMs: 5 })
  expect(error instanceof ours.RevError).toBe(false)
  expect(ours.isRevError(error)).toBe(true)
  expect(ours.outcomeFromError({ id: 'a' }, error)).toMatchObject({
    status: 'retry',
    scope: 'batch',
  })
})

test('an exact number of one copy is one of the other', () => {
  expect(ours.isExactNumber(new theirs.ExactNumber('9007199254740993'))).toBe(true)
})

test('a definition of one copy is a connector for the other', async () => {
  const { z } = await import('zod/v3')
  const { configJsonSchema } = await import('../src/host.ts')
  const config = z.object({ token: theirs.secret(z.string()) })
  expect(await configJsonSchema({ config })).toMatchObject({
    properties: { token: { 'x-rev-secret': true } },
  })
})

test('what is no error of ours is not taken for one', () => {
  for (const value of [
    undefined,
    null,
    'REV_AUTH_INVALID',
    new Error('x'),
    { code: 'REV_USAGE' },
  ]) {
    expect(ours.isRevError(value)).toBe(false)
  }
})
