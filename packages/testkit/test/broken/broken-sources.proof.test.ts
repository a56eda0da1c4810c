import { describe, expect, test } from 'vitest'
import { runConformance, type CheckResult } from '../../src/index.ts'
import { memoryConformance, memorySource, type SourceParts } from './good-source.ts'
import { sourceBugs } from './source-bugs.ts'

const isCaught = ({ status }: CheckResult): boolean => status === 'failed' || status === 'warned'

// The memory is one for the whole file, so that one check runs at a time.
const tryParts = async (parts: Partial<SourceParts>, only?: readonly string[]) =>
  runConformance({
    definition: memorySource(parts),
    conformance: memoryConformance,
    inFlightMax: 1,
    ...(only === undefined ? {} : { only }),
  })

test('a good source passes every check', async () => {
  const { results } = await tryParts({})
  expect(results.filter(isCaught)).toEqual([])
  expect(results.filter(({ id, status }) => id.startsWith('R') && status === 'passed').length).toBe(
    16,
  )
})

describe('a source that', () => {
  test.each(sourceBugs.map((bug) => [bug.name, bug.caughtBy, bug] as const))(
    '%s is caught by %s',
    async (_name, caughtBy, bug) => {
      const { results } = await tryParts(bug.parts(), [caughtBy])
      expect(results.find(isCaught), JSON.stringify(results)).toMatchObject({ id: caughtBy })
    },
  )
})
