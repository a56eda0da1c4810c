import type { Sync } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { selectSyncs, selectSyncsToRun } from '../src/project/select-syncs.ts'

const projectOf = (...names: string[]) => ({
  // Only the names are looked at.
  syncs: new Map(names.map((name) => [name, {} as Sync])),
  brokenSyncs: new Map(),
})
const broken = new RevError('REV_CONFIG_INVALID', 'It is at fault.')

test('no name means every sync, where nothing is sent', () => {
  expect(selectSyncs(projectOf('a', 'b'), [])).toEqual(['a', 'b'])
})

test('named syncs keep the order of the command line, each once', () => {
  expect(selectSyncs(projectOf('a', 'b'), ['b', 'a', 'b'])).toEqual(['b', 'a'])
})

test('an unknown sync comes with the nearest one', () => {
  expect(() => selectSyncs(projectOf('contacts'), ['contact'])).toThrow(
    expect.objectContaining({ code: 'REV_USAGE', hint: 'Did you mean "contacts"?' }),
  )
})

test('a sync at fault comes last, and can be named', () => {
  const project = { ...projectOf('b'), brokenSyncs: new Map([['a', broken]]) }
  expect(selectSyncs(project, [])).toEqual(['b', 'a'])
  expect(selectSyncs(project, ['a'])).toEqual(['a'])
  expect(() => selectSyncsToRun(project, [], false)).toThrow(
    expect.objectContaining({ code: 'REV_USAGE' }),
  )
})

test('a run of the only sync needs no name', () => {
  expect(selectSyncsToRun(projectOf('a'), [], false)).toEqual(['a'])
})

test('a run of several has to be asked for', () => {
  expect(() => selectSyncsToRun(projectOf('a', 'b'), [], false)).toThrow(
    expect.objectContaining({ code: 'REV_USAGE' }),
  )
  expect(selectSyncsToRun(projectOf('a', 'b'), [], true)).toEqual(['a', 'b'])
})
