import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { combinedExitCode, exitCodeOfKind, exitCodeOfRun } from '../src/output/exit-codes.ts'

test.for([
  ['config', 2],
  ['environment', 3],
  ['run', 1],
  ['connector', 1],
  ['busy', 75],
] as const)('an error of kind %s ends with %i', ([kind, code]) => {
  expect(exitCodeOfKind(kind)).toBe(code)
})

test('only a run with nothing left over ends with 0', () => {
  expect(exitCodeOfRun({ status: 'success', error: undefined })).toBe(0)
  expect(exitCodeOfRun({ status: 'partial', error: undefined })).toBe(1)
  expect(exitCodeOfRun({ status: 'cancelled', error: undefined })).toBe(1)
  expect(exitCodeOfRun({ status: 'failed', error: undefined })).toBe(1)
})

test('a failed run ends with the code of its error', () => {
  const busy = new RevError('REV_STATE_BUSY', 'Another run is in progress.')
  expect(exitCodeOfRun({ status: 'failed', error: busy })).toBe(75)
})

test('several runs end with what their failures have in common, else with 1', () => {
  expect(combinedExitCode([])).toBe(0)
  expect(combinedExitCode([0, 3, 0, 3])).toBe(3)
  expect(combinedExitCode([2, 3])).toBe(1)
})
