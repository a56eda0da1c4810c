import path from 'node:path'
import { expect, test } from 'vitest'
import { createConnectorResolver } from '../src/index.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const acme = { name: 'rev-destination-acme', kind: 'destination', id: 'acme' } as const

/** A project that declares `rev-destination-acme`, with what a test adds. */
async function projectWith(files: Readonly<Record<string, string | object>> = {}): Promise<string> {
  const folder = await temporaryFolder()
  await writeFiles(folder, {
    'package.json': { dependencies: { [acme.name]: '^1.0.0' } },
    ...connectorFiles(`node_modules/${acme.name}`, acme),
    ...files,
  })
  return folder
}

const resolverOf = (projectPath: string) => createConnectorResolver({ projectPath })

test('a connector is found by its id', async () => {
  const project = await projectWith()
  const connector = await resolverOf(project).resolve('destination', 'acme')
  expect(connector).toMatchObject({ packageName: acme.name, version: '1.2.3' })
  expect(await connector.load()).toMatchObject({ kind: 'destination', id: 'acme' })
})

test('a connector is found by its package name, though nothing declares it', async () => {
  const name = '@example/rev-source-lake'
  const project = await projectWith(
    connectorFiles(`node_modules/${name}`, { name, kind: 'source', id: 'lake' }),
  )
  const connector = await resolverOf(project).resolve('source', name)
  expect(connector.manifest.id).toBe('lake')
})

test('a connector is found by its path from the project', async () => {
  const project = await projectWith(
    connectorFiles('connectors/mine', { name: 'mine', kind: 'destination', id: 'mine' }),
  )
  const connector = await resolverOf(project).resolve('destination', './connectors/mine')
  expect(connector.folder).toBe(path.join(project, 'connectors/mine'))
  expect(await connector.load()).toMatchObject({ id: 'mine' })
})

test.for(['devDependencies', 'optionalDependencies'])(
  'a connector among the %s is found',
  async (list) => {
    const project = await projectWith({ 'package.json': { [list]: { [acme.name]: '*' } } })
    expect((await resolverOf(project).resolve('destination', 'acme')).packageName).toBe(acme.name)
  },
)

test('a connector that a folder above declares is found', async () => {
  const workspace = await projectWith({ 'projects/one/rev.yaml': 'name: one' })
  const resolver = resolverOf(path.join(workspace, 'projects/one'))
  expect((await resolver.resolve('destination', 'acme')).packageName).toBe(acme.name)
})

test('the nearest declaration of a package wins', async () => {
  const workspace = await projectWith({
    'projects/one/package.json': { dependencies: { [acme.name]: '*' } },
    ...connectorFiles(`projects/one/node_modules/${acme.name}`, acme),
  })
  const project = path.join(workspace, 'projects/one')
  const connector = await resolverOf(project).resolve('destination', 'acme')
  expect(connector.folder).toBe(path.join(project, 'node_modules', acme.name))
})

test('list runs no code of a connector', async () => {
  const project = await projectWith(
    connectorFiles(`node_modules/${acme.name}`, { ...acme, code: `throw new Error('ran')` }),
  )
  const [connector] = await resolverOf(project).list()
  expect(connector?.manifest.id).toBe('acme')
  await expect(connector?.load()).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
    message: expect.stringContaining('ran'),
  })
})

test('list leaves out packages that are no connectors or are not installed', async () => {
  const project = await projectWith({
    'package.json': { dependencies: { [acme.name]: '*', plain: '*', absent: '*' } },
    'node_modules/plain/package.json': { name: 'plain', version: '1.0.0' },
  })
  const connectors = await resolverOf(project).list()
  expect(connectors.map(({ packageName }) => packageName)).toEqual([acme.name])
})

test('an unknown id comes with the nearest installed one and a way to install', async () => {
  const resolver = resolverOf(await projectWith())
  await expect(resolver.resolve('destination', 'amce')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_UNKNOWN',
    message: expect.stringContaining('Installed: acme.'),
    hint: expect.stringMatching(/Did you mean "acme"\?.*rev connector add rev-destination-amce/),
  })
})

test('an unknown id that is near to nothing comes with a way to install alone', async () => {
  const resolver = resolverOf(await projectWith())
  await expect(resolver.resolve('source', 'snowflake')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_UNKNOWN',
    hint: expect.stringMatching(/^Install it with `rev connector add @revetl\/source-snowflake`/),
  })
})

test('a destination is not taken for a source', async () => {
  const resolver = resolverOf(await projectWith())
  await expect(resolver.resolve('source', acme.name)).rejects.toMatchObject({
    code: 'REV_CONNECTOR_UNKNOWN',
    message: expect.stringContaining('is a destination connector'),
  })
})

test('two packages with one id must be told apart by the user', async () => {
  const other = '@example/rev-destination-acme'
  const project = await projectWith({
    'package.json': { dependencies: { [acme.name]: '*', [other]: '*' } },
    ...connectorFiles(`node_modules/${other}`, { ...acme, name: other }),
  })
  await expect(resolverOf(project).resolve('destination', 'acme')).rejects.toMatchObject({
    message: expect.stringContaining(`${acme.name} and ${other}`),
  })
  expect((await resolverOf(project).resolve('destination', other)).packageName).toBe(other)
})
