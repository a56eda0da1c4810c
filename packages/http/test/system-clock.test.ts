import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock } from '../src/index.ts'

test('a sleep that is longer than a timer can hold is slept, not spun through', async () => {
  const warnings: string[] = []
  const onWarning = ({ name }: Error) => void warnings.push(name)
  process.on('warning', onWarning)
  const stop = new AbortController()
  let isOver = false
  const sleeping = systemClock.sleep(2 ** 31 + 1000, stop.signal).finally(() => {
    isOver = true
  })
  await sleep(30)
  expect(isOver).toBe(false)
  stop.abort(new Error('enough'))
  await expect(sleeping).rejects.toThrow('enough')
  process.off('warning', onWarning)
  // Node warns of each timer that it cannot hold, and fires it at once.
  expect(warnings).toEqual([])
})

test('a duration that is no number is an error, not a sleep of no time', async () => {
  await expect(systemClock.sleep(Number.NaN)).rejects.toThrow(RangeError)
})
