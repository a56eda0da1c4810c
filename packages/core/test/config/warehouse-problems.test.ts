import { expect, test } from 'vitest'
import { deliveryOptionsOf } from '../../src/config/sync-options.ts'
import { codeOf } from '../state/ledger-contract.ts'
import { goodFiles, load } from './project-fixture.ts'

const text = goodFiles['syncs/people.yaml']
const own = { model: 'm', destination: 'd', object: 'o', mode: 'upsert', map: 'all' } as const

test('compares locally unless a sync or the project says otherwise', () => {
  expect(deliveryOptionsOf(own).diff).toBeUndefined()
  expect(deliveryOptionsOf({ ...own, diff: 'warehouse' }).diff).toEqual({
    schema: '_rev',
    fallsBack: false,
  })
  const defaults = {
    diff: 'warehouse',
    scratch_schema: 'rev_work',
    diff_fallback: 'local',
  } as const
  expect(deliveryOptionsOf(own, defaults).diff).toEqual({ schema: 'rev_work', fallsBack: true })
  expect(deliveryOptionsOf({ ...own, diff: 'local' }, defaults).diff).toBeUndefined()
})

test('logs runs where a sync or the project says so, in the scratch schema', () => {
  expect(deliveryOptionsOf(own).runLog).toBeUndefined()
  const day = 86_400_000
  expect(deliveryOptionsOf({ ...own, run_log: {} }).runLog).toEqual({
    schema: '_rev',
    keepMs: 90 * day,
  })
  const defaults = { run_log: { keep: '30d' }, scratch_schema: 'rev_work' } as const
  expect(deliveryOptionsOf(own, defaults).runLog).toEqual({ schema: 'rev_work', keepMs: 30 * day })
  expect(deliveryOptionsOf({ ...own, run_log: false }, defaults).runLog).toBeUndefined()
})

test('a source that cannot compare inside its database is refused before anything runs', async () => {
  const loading = load({ 'syncs/people.yaml': `${text}diff: warehouse\n` })
  expect(await codeOf(loading)).toBe('REV_CONFIG_INVALID')
})
