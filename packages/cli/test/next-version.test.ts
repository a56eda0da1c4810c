import { expect, test } from 'vitest'
import { nextVersion } from '../src/project/next-version.ts'

test.each([
  ['1.2.3', 'none', '1.2.3'],
  ['1.2.3', 'patch', '1.2.4'],
  ['1.2.3', 'minor', '1.3.0'],
  ['1.2.3', 'major', '2.0.0'],
  ['0.2.3', 'major', '0.3.0'],
  ['0.2.3', 'minor', '0.3.0'],
  ['1.0.0-beta.1', 'patch', '1.0.1'],
] as const)('after %s a %s difference makes %s', (before, bump, after) => {
  expect(nextVersion(before, bump)).toBe(after)
})
