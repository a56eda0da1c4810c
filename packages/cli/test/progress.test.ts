import { PassThrough } from 'node:stream'
import type { RunProgress } from '@revetl/core'
import { expect, test } from 'vitest'
import { createProgress } from '../src/output/progress.ts'

const delivering: RunProgress = {
  sync: 'people',
  phase: 'deliver',
  planned: 3200,
  done: 800,
  rejected: 2,
  perSecond: 410.4,
  secondsLeft: 6,
}

/** Progress on a stream in memory, with a clock that the test moves. */
function progressOn(options: { readonly isTTY: boolean; readonly isQuiet?: boolean }) {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream
  Object.assign(stream, { isTTY: options.isTTY, columns: 60 })
  const clock = { ms: 0 }
  const progress = createProgress({
    isQuiet: options.isQuiet ?? false,
    stream,
    nowMs: () => clock.ms,
  })
  const written = () => String(stream.read() ?? '')
  return { progress, clock, written }
}

test('a terminal has one line that moves, and is left clean', () => {
  const { progress, written } = progressOn({ isTTY: true })
  progress.update(delivering)
  expect(written()).toBe('\r\u001B[2Kpeople  delivering 800 of 3,200 (25%)  410/s  6 s left  2 r')
  progress[Symbol.dispose]()
  expect(written()).toBe('\r\u001B[2K')
})

test('elsewhere there is a plain line every five seconds', () => {
  const { progress, clock, written } = progressOn({ isTTY: false })
  progress.update(delivering)
  expect(written()).toBe('')
  clock.ms = 5000
  progress.update(delivering)
  progress.update(delivering)
  expect(written()).toBe('people  delivering 800 of 3,200 (25%)  410/s  6 s left  2 rejected\n')
})

test('with --json there is none', () => {
  const { progress, written } = progressOn({ isTTY: true, isQuiet: true })
  progress.update(delivering)
  progress[Symbol.dispose]()
  expect(written()).toBe('')
})
