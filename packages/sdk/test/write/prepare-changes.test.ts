import { describe, expect, test } from 'vitest'
import { configError, prepareChanges, RevError } from '../../src/index.ts'

const changes = ['A', 'b', 'a', 'C'].map((name, index) => ({ id: `c${index}`, name }))
const toInput = ({ name }: { readonly name: string }) => ({ name })

describe('changes', () => {
  test('are ready in their order, each with what is sent for it', () => {
    const { ready, settled } = prepareChanges(changes, { toInput })
    expect(ready.map(({ id, change, input }) => [id, change.name, input.name])).toEqual([
      ['c0', 'A', 'A'],
      ['c1', 'b', 'b'],
      ['c2', 'a', 'a'],
      ['c3', 'C', 'C'],
    ])
    expect(settled).toEqual([])
  })

  test('that the vendor cannot take are rejected alone, with the reason', () => {
    const { ready, settled } = prepareChanges(changes, {
      toInput: ({ name }) => {
        if (name === 'b') throw new RevError('REV_VALUE_TOO_LONG', 'b is too long.')
        return name
      },
    })
    expect(ready.map(({ id }) => id)).toEqual(['c0', 'c2', 'c3'])
    expect(settled).toEqual([
      { id: 'c1', status: 'rejected', code: 'REV_VALUE_TOO_LONG', message: 'b is too long.' },
    ])
  })

  test('about a record that an earlier one is about come with the next batch', () => {
    const { ready, settled } = prepareChanges(changes, {
      toInput,
      keyOf: ({ name }) => name.toLowerCase(),
    })
    expect(ready.map(({ id }) => id)).toEqual(['c0', 'c1', 'c3'])
    expect(settled).toMatchObject([{ id: 'c2', status: 'retry', scope: 'record' }])
  })

  test('without a key are never about the same record', () => {
    expect(prepareChanges(changes, { toInput, keyOf: () => '' }).ready).toHaveLength(4)
  })

  test('after a rejected one about their record are ready', () => {
    const { ready } = prepareChanges(changes, {
      toInput: ({ name }) => {
        if (name === 'A') throw new RevError('REV_VALUE_INVALID', 'No.')
        return name
      },
      keyOf: ({ name }) => name.toLowerCase(),
    })
    expect(ready.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3'])
  })

  test.each([
    ['a mistake in the connector', new TypeError('x is undefined')],
    ['a wrong configuration', configError('No.')],
  ])('are not blamed for %s', (_name, error) => {
    const prepare = () =>
      prepareChanges(changes, {
        toInput: () => {
          throw error
        },
      })
    expect(prepare).toThrow(error)
  })
})
