import path from 'node:path'
import { symlink } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createConnectorResolver } from '../src/index.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const acme = { name: 'rev-destination-acme', kind: 'destination', id: 'acme' } as const

async function codeOf(files: Readonly<Record<string, string | object>>, reference: string) {
  const project = await temporaryFolder()
  await writeFiles(project, files)
  const resolver = createConnectorResolver({ projectPath: project })
  const { code } = await resolver.resolve('destination', reference)
  return { project, code }
}

test('a package among installed ones is not linked, whatever its name is', async () => {
  for (const name of [acme.name, '@revetl/destination-acme']) {
    const folder = `node_modules/${name}`
    const { project, code } = await codeOf(connectorFiles(folder, { ...acme, name }), name)
    expect(code).toEqual({
      folder: path.join(project, folder),
      entry: path.join(project, folder, 'dist/index.js'),
      command: undefined,
      protocol: 'rev',
      isLinked: false,
    })
  }
})

test('a package in a folder of the project is linked', async () => {
  const { code } = await codeOf(connectorFiles('connectors/acme', acme), './connectors/acme')
  expect(code.isLinked).toBe(true)
})

test('a package that the workspace links among installed ones is linked', async () => {
  const project = await temporaryFolder()
  await writeFiles(project, { ...connectorFiles('packages/acme', acme), 'node_modules/x': '' })
  await symlink(path.join(project, 'packages/acme'), path.join(project, 'node_modules', acme.name))
  const resolver = createConnectorResolver({ projectPath: project })
  const { code } = await resolver.resolve('destination', acme.name)
  expect(code).toMatchObject({ folder: path.join(project, 'packages/acme'), isLinked: true })
})

test('a connector in another language has a command and no module', async () => {
  const rev = { command: ['python3', 'main.py'] }
  const files = connectorFiles('connectors/acme', { ...acme, rev })
  const project = await temporaryFolder()
  await writeFiles(project, files)
  const resolver = createConnectorResolver({ projectPath: project })
  const connector = await resolver.resolve('destination', './connectors/acme')
  expect(connector.code).toMatchObject({ entry: undefined, command: ['python3', 'main.py'] })
  await expect(connector.load()).rejects.toMatchObject({ code: 'REV_CONNECTOR_INVALID' })
})

test('a program may speak the protocol of Airbyte; another one, or no program, is refused', async () => {
  const good = { command: ['run'], protocol: 'airbyte' }
  const files = connectorFiles('connectors/acme', { ...acme, rev: good })
  expect((await codeOf(files, './connectors/acme')).code.protocol).toBe('airbyte')
  for (const rev of [{ protocol: 'airbyte' }, { command: ['run'], protocol: 'singer' }]) {
    const bad = connectorFiles('connectors/acme', { ...acme, rev })
    await expect(codeOf(bad, './connectors/acme')).rejects.toMatchObject({
      code: 'REV_CONNECTOR_INVALID',
    })
  }
})

test.each([['python3 main.py'], [[]], [['python3', 7]], [['']]])(
  'a command that is no list of texts is refused: %j',
  async (command) => {
    const files = connectorFiles('connectors/acme', { ...acme, rev: { command } })
    await expect(codeOf(files, './connectors/acme')).rejects.toMatchObject({
      code: 'REV_CONNECTOR_INVALID',
    })
  },
)
