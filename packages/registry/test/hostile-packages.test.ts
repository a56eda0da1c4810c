import path from 'node:path'
import { existsSync } from 'node:fs'
import { hostilePackage } from '@revetl/testkit/hostile'
import { expect, test } from 'vitest'
import { createConnectorResolver } from '../src/index.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const name = 'rev-destination-hostile'
const folder = `node_modules/${name}`
const manifest = connectorFiles('x', { name, kind: 'destination', id: 'hostile' })[
  'x/dist/manifest.json'
] as object

/** A project in which a hostile package is installed. */
async function projectWith(variant: string) {
  const projectPath = await temporaryFolder()
  const files = Object.entries({
    'dist/manifest.json': JSON.stringify(manifest),
    ...hostilePackage(variant),
  })
  await writeFiles(projectPath, {
    'package.json': { dependencies: { [name]: '*' } },
    ...Object.fromEntries(files.map(([file, content]) => [`${folder}/${file}`, content])),
  })
  return { projectPath, connectors: createConnectorResolver({ projectPath }) }
}

test.each(['a manifest of another connector', 'a manifest outside of the package'])(
  'P-16 %s: it is refused when it is resolved',
  async (variant) => {
    const { connectors } = await projectWith(variant)
    await expect(connectors.resolve('destination', 'hostile')).rejects.toMatchObject({
      code: expect.stringMatching(/^REV_CONNECTOR_(INVALID|UNKNOWN|VERSION)$/) as string,
    })
    expect((await connectors.survey()).problems).toHaveLength(1)
  },
)

test.each(['an install script', 'a native build', 'code that runs when it is imported'])(
  'P-16 %s: finding, listing and pinning it runs nothing',
  async (variant) => {
    const { projectPath, connectors } = await projectWith(variant)
    await connectors.lock([{ kind: 'destination', reference: 'hostile' }])
    expect(await connectors.list()).toHaveLength(1)
    expect((await connectors.resolve('destination', 'hostile')).code.isLinked).toBe(false)
    expect(existsSync(path.join(projectPath, folder, 'installed.txt'))).toBe(false)
    expect(process.exitCode).toBeUndefined()
  },
)

test('P-16 code that changed after its pin: it is refused, although its manifest is the same', async () => {
  const { projectPath, connectors } = await projectWith('an install script')
  await connectors.lock([{ kind: 'destination', reference: 'hostile' }])
  const changed = hostilePackage('code that changed after its pin')['dist/index.js'] ?? ''
  await writeFiles(projectPath, { [`${folder}/dist/index.js`]: changed })
  await expect(connectors.resolve('destination', 'hostile')).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
    message: expect.stringContaining('its files are not those that were pinned') as string,
  })
})

test('P-16 a name that looks like ours: it is found by its own name alone', async () => {
  const { connectors } = await projectWith('a name that looks like ours')
  const wanted = connectors.resolve('destination', '@revetl/destination-postgres')
  await expect(wanted).rejects.toMatchObject({ code: 'REV_CONNECTOR_UNKNOWN' })
})
