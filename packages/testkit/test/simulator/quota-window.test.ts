import { expect, test } from 'vitest'
import { QuotaWindow } from '../../src/simulator/quota-window.ts'

const options = { name: 'posts', max: 2, perMs: 1000 }

test('lets in so many requests in any window, and says how long it stays full', () => {
  const window = new QuotaWindow(options)
  expect([0, 100, 200].map((ms) => window.admit(ms))).toEqual([undefined, undefined, 800])
  expect(window.admit(1000)).toBeUndefined()
  expect(window.read(1000)).toMatchObject({ used: 2, remaining: 0, peak: 2, violations: 1 })
})

test('counts each key for itself, and reads the one that has used the most', () => {
  const window = new QuotaWindow(options)
  for (const key of ['a', 'a', 'b']) expect(window.admit(0, key)).toBeUndefined()
  expect(window.admit(10, 'a')).toBe(990)
  expect(window.admit(10, 'b')).toBeUndefined()
  expect(window.read(10)).toMatchObject({ used: 2, remaining: 0, violations: 1 })
  expect(window.read(1005)).toMatchObject({ used: 1, remaining: 1 })
})
