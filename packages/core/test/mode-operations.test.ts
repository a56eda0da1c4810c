import type { OperationName } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { missingOperations, modeOperations, type ModeRules } from '../src/mode-operations.ts'

const rules = (operations: readonly OperationName[], more: Partial<ModeRules> = {}): ModeRules => ({
  onRemove: 'delete',
  onChange: 'ignore',
  has: (operation) => operations.includes(operation),
  ...more,
})

test.each([
  ['upsert', 'upsert', 'upsert', undefined],
  ['update', 'update', 'update', undefined],
  ['create', 'create', undefined, undefined],
  ['mirror', 'upsert', 'upsert', 'delete'],
  ['append', 'append', undefined, undefined],
  ['replace', 'replace', 'replace', undefined],
  ['audience', 'add', 'add', 'remove'],
] as const)(
  '%s sends new records by %s, changed by %s, removed by %s',
  (mode, added, changed, removed) => {
    expect(modeOperations(mode, rules([]))).toEqual({ added, changed, removed })
  },
)

test('a mirror that clears writes nulls by update, or by upsert where there is no update', () => {
  const clear = { onRemove: 'clear' } as const
  expect(modeOperations('mirror', rules(['upsert', 'update'], clear)).removed).toBe('update')
  expect(modeOperations('mirror', rules(['upsert'], clear)).removed).toBe('upsert')
})

test('append sends changed records again only when asked to', () => {
  expect(modeOperations('append', rules([], { onChange: 'append' })).changed).toBe('append')
})

test('what an object lacks for a mode is named once', () => {
  expect(missingOperations('mirror', rules(['create']))).toEqual(['upsert', 'delete'])
  expect(missingOperations('mirror', rules(['upsert'], { onRemove: 'clear' }))).toEqual([])
})
