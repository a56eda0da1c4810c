import { expect, test } from 'vitest'
import { createConnectorResolver } from '../src/index.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const acme = { name: 'rev-destination-acme', kind: 'destination', id: 'acme' } as const
const good = { name: 'rev-source-good', kind: 'source', id: 'good' } as const

/** A project with a good connector and one that is broken as the test says. */
async function resolverWith(broken: Parameters<typeof connectorFiles>[1]) {
  const projectPath = await temporaryFolder()
  await writeFiles(projectPath, {
    'package.json': { dependencies: { [acme.name]: '*', [good.name]: '*' } },
    ...connectorFiles(`node_modules/${good.name}`, good),
    ...connectorFiles(`node_modules/${acme.name}`, broken),
  })
  return createConnectorResolver({ projectPath })
}

const manifest = { manifestVersion: 1, apiVersion: 1, vendor: {}, configSchema: {}, objects: {} }

test.for([
  { name: 'is no JSON', manifest: '{', why: 'JSON' },
  { name: 'is another version of manifests', manifest: { apiVersion: 1 }, why: 'manifestVersion' },
  {
    name: 'describes another connector',
    manifest: { ...manifest, kind: 'source', id: 'other' },
    why: 'describes the source "other"',
  },
  {
    name: 'has no config schema',
    manifest: { ...manifest, ...acme, configSchema: undefined },
    why: 'configSchema',
  },
])('a manifest that $name is REV_CONNECTOR_INVALID', async ({ manifest: content, why }) => {
  const resolver = await resolverWith({ ...acme, manifest: content })
  await expect(resolver.resolve('destination', 'acme')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
    message: expect.stringContaining(why),
  })
})

test('a manifest that is not there is REV_CONNECTOR_INVALID', async () => {
  const resolver = await resolverWith({ ...acme, rev: { manifest: 'dist/absent.json' } })
  await expect(resolver.resolve('destination', 'acme')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
    message: expect.stringContaining('dist/absent.json is not there'),
  })
})

test('a manifest outside its package is refused', async () => {
  const resolver = await resolverWith({
    ...acme,
    rev: { manifest: '../rev-source-good/package.json' },
  })
  await expect(resolver.resolve('destination', acme.name)).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
  })
})

test('another version of the contract is REV_CONNECTOR_VERSION, with the side that has to move', async () => {
  const resolver = await resolverWith({ ...acme, rev: { apiVersion: 2 } })
  await expect(resolver.resolve('destination', 'acme')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_VERSION',
    message: expect.stringContaining('version 2'),
    hint: expect.stringContaining('Update rev'),
  })
})

test('code that is another connector than its package says is refused', async () => {
  const code = `export default { kind: 'destination', id: 'other', apiVersion: 1 }`
  const connector = await (await resolverWith({ ...acme, code })).resolve('destination', 'acme')
  await expect(connector.load()).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
    message: expect.stringContaining('is the destination "other"'),
  })
})

test('a broken connector does not hide the good ones', async () => {
  const resolver = await resolverWith({ ...acme, manifest: '{' })
  expect((await resolver.resolve('source', 'good')).packageName).toBe(good.name)
  const { connectors, problems } = await resolver.survey()
  expect(connectors.map(({ packageName }) => packageName)).toEqual([good.name])
  expect(problems).toMatchObject([{ code: 'REV_CONNECTOR_INVALID' }])
  await expect(resolver.list()).rejects.toMatchObject({ code: 'REV_CONNECTOR_INVALID' })
})

test('an unknown id names the packages that could not be read', async () => {
  const resolver = await resolverWith({ ...acme, rev: { kind: 'sink' } })
  await expect(resolver.resolve('destination', 'acme')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_UNKNOWN',
    others: [expect.objectContaining({ code: 'REV_CONNECTOR_INVALID' })],
  })
})
