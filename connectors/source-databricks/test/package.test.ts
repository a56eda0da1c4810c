import { expect, test } from 'vitest'

test('the package entry loads', async () => {
  expect(await import('../src/index.ts')).toBeTypeOf('object')
})
