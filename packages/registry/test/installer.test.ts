import path from 'node:path'
import { expect, test } from 'vitest'
import { createInstaller, type NpmClient } from '../src/index.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const name = 'rev-destination-acme'

const refuse = () => Promise.reject(new Error('nobody should ask for this'))

/** A registry that knows versions and nothing else; whoever asks for more gets an error. */
const registry = (versions: readonly string[]): NpmClient => {
  const latest = versions.at(-1) ?? ''
  return {
    package: () => Promise.resolve({ name, versions, tags: { latest }, publishedAt: {} }),
    version: refuse,
    tarball: refuse,
  }
}

/** An installer for a project in a folder below the package.json that declares the connector. */
async function installerBelow(range: string, versions: readonly string[]) {
  const root = await temporaryFolder()
  await writeFiles(root, {
    'package.json': { dependencies: { [name]: range } },
    'project/rev.yaml': '',
    ...connectorFiles(`node_modules/${name}`, { name, kind: 'destination', id: 'acme' }),
  })
  return createInstaller({
    projectPath: path.join(root, 'project'),
    npm: registry(versions),
    packages: { name: 'npm', install: refuse, uninstall: refuse },
    index: {
      index: {
        formatVersion: 1,
        sequence: 1,
        issuedAt: '2026-11-27',
        expiresAt: '2027-11-27',
        connectors: {},
      },
      isExpired: false,
      seen: {},
    },
    allowed: [],
    nowMs: 0,
  })
}

test('the range of an update is that of the package.json above, where the project has none', async () => {
  const versions = ['1.2.3', '1.2.9', '1.3.0', '2.0.0']
  const installer = await installerBelow('~1.2.0', versions)
  expect(await installer.outdated(name)).toEqual({
    name,
    current: '1.2.3',
    wanted: '1.2.9',
    latest: '2.0.0',
  })
})

test('where nothing is newer in the range, there is no update and nothing is asked', async () => {
  const installer = await installerBelow('^1.2.3', ['1.2.3', '2.0.0'])
  expect(await installer.findUpdate(name)).toEqual({ chosen: undefined, refused: [] })
})

test('an id that the index does not know asks for the name of the package', async () => {
  const installer = await installerBelow('^1.2.3', ['1.2.3'])
  await expect(installer.find('acme')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_UNKNOWN',
    hint: expect.stringContaining('rev-destination-acme'),
  })
})
