import { expect, test } from 'vitest'
import { withDiscovered } from '../src/host.ts'

const described = {
  fields: { email: { type: 'string' } },
  isOpen: false,
  operations: {
    upsert: { batch: { recordsMax: 1 }, atomicity: 'per-record', write: () => [] },
    delete: { batch: { recordsMax: 1 }, atomicity: 'per-record', write: () => [] },
  },
} as const

test('an object that was not discovered stays as it is described', () => {
  expect(withDiscovered(described, undefined)).toBe(described)
})

test('discovered fields, limits and openness win, and the code of the definition stays', () => {
  const merged = withDiscovered(described, {
    name: 'people',
    fields: { age: { type: 'integer' } },
    isOpen: true,
    operations: { upsert: { batch: { recordsMax: 100 }, resend: 'safe', matchOn: [['email']] } },
  })
  expect(merged).toEqual({
    fields: { email: { type: 'string' }, age: { type: 'integer' } },
    isOpen: true,
    operations: {
      upsert: {
        ...described.operations.upsert,
        batch: { recordsMax: 100 },
        resend: 'safe',
        matchOn: [['email']],
      },
    },
  })
})

test('without discovered operations all of the definition stay', () => {
  const merged = withDiscovered(described, { name: 'people', fields: {} })
  expect(merged.operations).toBe(described.operations)
})
