import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createConnectorResolver } from '../src/index.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const acme = { name: 'rev-destination-acme', kind: 'destination', id: 'acme' } as const
const reference = { kind: 'destination', reference: 'acme' } as const
const folder = `node_modules/${acme.name}`

/** A project with a connector that npm installed, pinned as it is. */
async function pinnedProject() {
  const projectPath = await temporaryFolder()
  await writeFiles(projectPath, {
    'package.json': { dependencies: { [acme.name]: '*' } },
    'node_modules/.package-lock.json': { packages: { [folder]: { integrity: 'sha512-abc' } } },
    ...connectorFiles(folder, acme),
  })
  const connectors = createConnectorResolver({ projectPath })
  await connectors.lock([reference])
  return { projectPath, connectors }
}

test('a pin has the version, the hash of the manifest and the integrity that npm knows', async () => {
  const { projectPath } = await pinnedProject()
  const text = await readFile(path.join(projectPath, 'rev.lock'), 'utf8')
  expect(JSON.parse(text)).toEqual({
    lockVersion: 1,
    connectors: {
      [acme.name]: {
        version: '1.2.3',
        manifest: expect.stringMatching(/^sha256-/),
        code: expect.stringMatching(/^sha256-/),
        integrity: 'sha512-abc',
      },
    },
  })
})

test('the pinned connector is resolved', async () => {
  const { connectors } = await pinnedProject()
  expect((await connectors.resolve('destination', 'acme')).version).toBe('1.2.3')
})

test.for([
  {
    what: 'version',
    files: { [`${folder}/package.json`]: { ...packageJson(), version: '1.3.0' } },
    says: 'version 1.2.3 is pinned, 1.3.0 is installed',
  },
  {
    what: 'manifest',
    files: connectorFiles(folder, { ...acme, manifest: { ...manifest(), title: 'Other' } }),
    says: 'its manifest is another one',
  },
  {
    what: 'tarball',
    files: {
      'node_modules/.package-lock.json': { packages: { [folder]: { integrity: 'sha512-xyz' } } },
    },
    says: 'npm installed another tarball',
  },
])('another $what than the pinned one is refused', async ({ files, says }) => {
  const { projectPath, connectors } = await pinnedProject()
  await writeFiles(projectPath, files)
  await expect(connectors.resolve('destination', 'acme')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
    message: expect.stringContaining(says),
  })
  await connectors.lock([reference])
  expect((await connectors.resolve('destination', 'acme')).packageName).toBe(acme.name)
})

test('what is locked again as it was keeps an integrity that only its installation told', async () => {
  const { projectPath, connectors } = await pinnedProject()
  const integrityNow = async () => {
    await rm(path.join(projectPath, 'node_modules/.package-lock.json'), { force: true })
    return (await connectors.lock([reference]))[acme.name]?.integrity
  }
  expect(await integrityNow()).toBe('sha512-abc')
  await writeFiles(projectPath, { [`${folder}/dist/index.js`]: 'export default {}' })
  expect(await integrityNow()).toBeUndefined()
})

test('a lock file that cannot be read pins nothing and is said', async () => {
  const { projectPath, connectors } = await pinnedProject()
  await writeFiles(projectPath, { 'rev.lock': '{ "lockVersion": 2 }' })
  await expect(connectors.resolve('destination', 'acme')).rejects.toMatchObject({
    code: 'REV_CONFIG_INVALID',
    place: { file: 'rev.lock' },
  })
})

function packageJson(): object {
  return connectorFiles('x', acme)['x/package.json'] as object
}

function manifest(): object {
  return connectorFiles('x', acme)['x/dist/manifest.json'] as object
}
