import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { toRevError } from '../src/output/to-rev-error.ts'

const context = { command: 'run', flagNames: ['all', 'full', 'plan'] }

/** An error as oclif's parser throws it. */
function parserError(message: string, more: object = {}): Error {
  return Object.assign(new Error(`${message}\nSee more help with --help`), { oclif: {} }, more)
}

test('an error of rev stays what it is', () => {
  const error = new RevError('REV_STATE_BUSY', 'Busy.')
  expect(toRevError(error, context)).toBe(error)
})

test('an error of the parser is about usage, and says where help is', () => {
  expect(toRevError(parserError('Missing 1 required arg'), context)).toMatchObject({
    code: 'REV_USAGE',
    message: 'Missing 1 required arg',
    hint: 'See `rev run --help`.',
  })
})

test('a mistyped flag comes with the nearest one', () => {
  const error = parserError('Nonexistent flag: --ful', { flags: ['--ful'] })
  expect(toRevError(error, context).hint).toBe('Did you mean --full? See `rev run --help`.')
})

test('an error that closing only followed is the one that is told', () => {
  const full = new RevError('REV_STATE_WRITE', 'The disk is full.')
  expect(toRevError(new SuppressedError(new Error('not closed'), full), context)).toBe(full)
})

test('anything else is a fault of rev, to be reported', () => {
  expect(toRevError(new TypeError('x is not a function'), context)).toMatchObject({
    code: 'REV_INTERNAL',
    message: 'rev failed where it should not: x is not a function',
    hint: expect.stringContaining('report'),
  })
})
