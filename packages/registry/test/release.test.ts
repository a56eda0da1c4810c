import { expect, test } from 'vitest'
import { releaseOf } from '../src/build.ts'
import { breakingNotes } from '../src/index-file/breaking-notes.ts'
import { readTarball } from '../src/npm/read-tarball.ts'
import { connectorFiles, tarballOf } from './fixture.ts'

const name = 'rev-destination-acme'
const changelog =
  '# Changelog\n\n## 1.2.3\n\n### Major Changes\n\n- The field score is gone.\n\n## 1.2.2\n\n### Major Changes\n\n- Older.\n'
const report = {
  package: name,
  version: '1.2.3',
  kind: 'destination',
  tier: 'silver',
  at: '2026-11-27T00:00:00Z',
} as const

/** The tarball of a connector, as npm makes it. */
const tarball = () =>
  tarballOf({
    ...connectorFiles('.', { name, kind: 'destination', id: 'acme' }),
    'CHANGELOG.md': changelog,
  })

test('a release is what its tarball and its conformance results say', async () => {
  const { connector, indexed, version } = await releaseOf(await tarball(), report)
  expect(version).toBe('1.2.3')
  expect(connector).toEqual({ kind: 'destination', id: 'acme', title: 'acme', vendor: 'acme' })
  expect(indexed).toMatchObject({
    apiVersion: 1,
    tier: 'silver',
    breaking: ['The field score is gone.'],
  })
  expect(indexed.integrity).toMatch(/^sha512-/)
})

test('the results of another version say nothing about a release', async () => {
  const other = { ...report, version: '1.2.2' }
  await expect(releaseOf(await tarball(), other)).rejects.toMatchObject({
    code: 'REV_INDEX_INVALID',
  })
})

test('what is no tarball is said to be none', async () => {
  await expect(readTarball(Buffer.from('not a tarball'))).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
  })
})

test('a changelog tells what breaks in one version, and no other', () => {
  expect(breakingNotes(changelog, '1.2.2')).toEqual(['Older.'])
  expect(breakingNotes(changelog, '1.2')).toEqual([])
  expect(breakingNotes('# Changelog\n\n## 1.0.0\n\n- First.\n', '1.0.0')).toEqual([])
})
