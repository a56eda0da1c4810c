import { expect, test } from 'vitest'
import { packageManagerOf } from '../src/install/package-manager.ts'
import { toPackageInfo, toVersionInfo } from '../src/npm/npm-client.ts'
import { temporaryFolder, writeFiles } from './fixture.ts'

test('the publisher of a version is a name, without an address', () => {
  const publishers = [
    { _npmUser: 'ada <ada@example.com>' },
    { _npmUser: { name: 'ada', email: 'ada@example.com' } },
    { maintainers: ['ada <ada@example.com>', 'ben <ben@example.com>'] },
    {},
  ].map((found) => toVersionInfo({ version: '1.0.0', ...found }).publisher)
  expect(publishers).toEqual(['ada', 'ada', 'ada', undefined])
})

test('a version has provenance only where the registry has the statement', () => {
  const attestations = { provenance: { predicateType: 'https://slsa.dev/provenance/v1' } }
  const signed = toVersionInfo({ version: '1.0.0', dist: { integrity: 'sha512-a', attestations } })
  expect(signed).toMatchObject({ hasProvenance: true, integrity: 'sha512-a' })
  expect(toVersionInfo({ version: '1.0.0', dist: { attestations: {} } }).hasProvenance).toBe(false)
})

test('a package with one version is no other than one with many', () => {
  const time = { created: '2026-11-01', '1.0.0': '2026-11-02' }
  const info = toPackageInfo('acme', { versions: '1.0.0', time, 'dist-tags': { latest: '1.0.0' } })
  expect(info).toMatchObject({ versions: ['1.0.0'], tags: { latest: '1.0.0' } })
  expect(info.publishedAt['1.0.0']).toBe('2026-11-02')
})

test.each([
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
])('where %s lies in a folder above, %s installs', async (file, name) => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { [file]: '', 'project/package.json': {} })
  expect(packageManagerOf(`${folder}/project`).name).toBe(name)
})
