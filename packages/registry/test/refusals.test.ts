import { expect, test } from 'vitest'
import { chooseVersion, newerWithin, rangeOf } from '../src/install/choose-version.ts'
import type { Candidate } from '../src/install/candidate.ts'
import { refusalsOf } from '../src/install/refusals.ts'

const nowMs = Date.parse('2026-11-27T00:00:00Z')
const hoursAgo = (hours: number) => new Date(nowMs - hours * 3_600_000).toISOString()
const indexed = {
  integrity: 'sha512-a',
  manifest: 'sha256-a',
  apiVersion: 1,
  tier: 'silver',
  testedAt: '2026-11-01',
} as const
const pin = { version: '1.0.0', manifest: 'sha256-a', integrity: 'sha512-a' }

const candidate = (more: Partial<Candidate> = {}) =>
  ({
    name: 'rev-destination-acme',
    version: '1.0.0',
    integrity: 'sha512-a',
    manifestHash: 'sha256-a',
    publishedAt: hoursAgo(100),
    deprecated: undefined,
    isIndexed: false,
    indexed: undefined,
    ...more,
  }) as Candidate

const reasons = (one: Candidate, known?: typeof pin) =>
  refusalsOf(one, { nowMs, pin: known, current: undefined }).map(({ reason }) => reason)

test.each<[string, Candidate, typeof pin | undefined, string[]]>([
  ['nothing is wrong', candidate({ isIndexed: true, indexed }), pin, []],
  ['it is 72 hours old', candidate({ publishedAt: hoursAgo(72) }), undefined, []],
  ['it is younger', candidate({ publishedAt: hoursAgo(71.9) }), undefined, ['young']],
  ['nobody tells its age', candidate({ publishedAt: undefined }), undefined, ['young']],
  ['its age is in the future', candidate({ publishedAt: hoursAgo(-5) }), undefined, ['young']],
  [
    'the index yanked it',
    candidate({ indexed: { ...indexed, yanked: 'why' } }),
    undefined,
    ['yanked'],
  ],
  ['its author yanked it', candidate({ deprecated: 'Yanked: loses data' }), undefined, ['yanked']],
  ['it is only deprecated', candidate({ deprecated: 'use 2.0.0' }), undefined, []],
  [
    'its tarball is not that of the index',
    candidate({ indexed: { ...indexed, integrity: 'x' } }),
    undefined,
    ['changed'],
  ],
  [
    'its manifest is not that of the index',
    candidate({ indexed: { ...indexed, manifest: 'x' } }),
    undefined,
    ['changed'],
  ],
  ['its tarball is not the pinned one', candidate({ integrity: 'sha512-b' }), pin, ['changed']],
  ['its manifest is not the pinned one', candidate({ manifestHash: 'sha256-b' }), pin, ['changed']],
  ['another version is pinned', candidate({ version: '1.1.0', integrity: 'sha512-b' }), pin, []],
])('where %s', (_name, one, known, expected) => {
  expect(reasons(one, known)).toEqual(expected)
})

const info = {
  name: 'rev-destination-acme',
  versions: ['1.0.0', '1.2.0', '1.1.0', '2.0.0', '2.1.0-beta.1'],
  tags: { latest: '2.0.0', next: '2.1.0-beta.1' },
  publishedAt: {},
}

test.each([
  [undefined, '2.0.0'],
  ['next', '2.1.0-beta.1'],
  ['^1.0.0', '1.2.0'],
  ['1.1.0', '1.1.0'],
])('the spec %s means %s', (spec, version) => {
  expect(chooseVersion(info, spec)).toBe(version)
})

test('a spec that means nothing says what there is', () => {
  expect(() => chooseVersion(info, '^9.0.0')).toThrow(
    expect.objectContaining({
      code: 'REV_CONNECTOR_UNKNOWN',
      hint: expect.stringContaining('1.2.0'),
    }),
  )
})

test('an update stays in its range, and takes the newest first', () => {
  expect(newerWithin(info, '^1.0.0', '1.0.0')).toEqual(['1.2.0', '1.1.0'])
  expect(newerWithin(info, '^1.0.0', '1.2.0')).toEqual([])
})

test('an exact version in package.json may move to what is compatible', () => {
  expect(rangeOf('1.0.0', '1.0.0')).toBe('^1.0.0')
  expect(rangeOf('~1.0.0', '1.0.0')).toBe('~1.0.0')
  expect(rangeOf('file:../acme', '0.3.1')).toBe('^0.3.1')
})
