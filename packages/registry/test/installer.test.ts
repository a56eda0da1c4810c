import path from 'node:path'
import { expect, test } from 'vitest'
import { readPins } from '../src/lock-file.ts'
import { createInstaller, refusedError, type NpmClient, type RefusalReason } from '../src/index.ts'
import type { VerifiedIndex } from '../src/index-file/verify-index.ts'
import { connectorFiles, emptyIndex, tarballOf, temporaryFolder, writeFiles } from './fixture.ts'

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

const index: VerifiedIndex = { index: emptyIndex, isExpired: false, seen: {} }

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
    index,
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

const packed = {
  ...connectorFiles('.', { name, kind: 'destination', id: 'acme' }),
  'src/.gitignore': 'build',
  'dist/deep/part.js': 'export {}',
}

/** Installs a connector with a package manager that brings these files, and tells no integrity. */
async function installed(files: Readonly<Record<string, string | object>>) {
  const projectPath = await temporaryFolder()
  const bytes = await tarballOf(packed)
  const uninstalled: string[] = []
  const installer = createInstaller({
    projectPath,
    npm: {
      package: () =>
        Promise.resolve({ name, versions: ['1.2.3'], tags: { latest: '1.2.3' }, publishedAt: {} }),
      version: () =>
        Promise.resolve({
          version: '1.2.3',
          integrity: undefined,
          publisher: undefined,
          hasProvenance: false,
          deprecated: undefined,
        }),
      tarball: () => Promise.resolve(bytes),
    },
    packages: {
      name: 'pnpm',
      install: () => writeFiles(path.join(projectPath, 'node_modules', name), files),
      uninstall: async (gone) => void uninstalled.push(gone),
    },
    index,
    allowed: [],
    nowMs: 0,
  })
  const { candidate } = await installer.find(name)
  return { projectPath, uninstalled, pin: installer.install(candidate) }
}

test('what a package manager installs is held, file by file, against the tarball that was looked at', async () => {
  const { 'src/.gitignore': list, ...rest } = packed
  // npm renames such lists, and dependencies may come to lie in the folder.
  const good = { ...rest, 'src/.npmignore': list, 'node_modules/other/index.js': 'export {}' }
  const { projectPath, pin } = await installed(good)
  const { integrity } = await pin
  expect(integrity).toMatch(/^sha512-/)
  expect((await readPins(projectPath))?.[name]).toMatchObject({ integrity })
})

test.each([
  ['another content', { ...packed, 'dist/deep/part.js': 'steal()' }],
  ['one file more', { ...packed, 'dist/more.js': 'export {}' }],
  ['one file less', connectorFiles('.', { name, kind: 'destination', id: 'acme' })],
])('%s than the tarball had is refused and removed', async (_what, files) => {
  const { projectPath, uninstalled, pin } = await installed(files)
  await expect(pin).rejects.toMatchObject({ code: 'REV_CONNECTOR_REFUSED' })
  expect([uninstalled, await readPins(projectPath)]).toEqual([[name], undefined])
})

/** A project that has 1.2.3, in a registry with these versions and the hosts that each asks for. */
async function upgradable(published: Readonly<Record<string, readonly string[]>>) {
  const projectPath = await temporaryFolder()
  const own = (version: string, hosts: readonly string[], folder: string) => {
    const files = connectorFiles(folder, { name, kind: 'destination', id: 'acme' })
    const [packageJson, manifest] = [`${folder}/package.json`, `${folder}/dist/manifest.json`]
    const withMore = (file: string, more: object) => ({ ...(files[file] as object), ...more })
    return {
      ...files,
      [packageJson]: withMore(packageJson, { version }),
      [manifest]: withMore(manifest, { hosts }),
    }
  }
  await writeFiles(projectPath, own('1.2.3', ['api.acme.com'], `node_modules/${name}`))
  const versions = Object.keys(published)
  const publishedAt = Object.fromEntries(versions.map((one) => [one, '2026-01-01T00:00:00Z']))
  const npm: NpmClient = {
    package: () =>
      Promise.resolve({ name, versions, tags: { latest: versions.at(-1) ?? '' }, publishedAt }),
    version: (_name, version) =>
      Promise.resolve({
        version,
        integrity: undefined,
        publisher: undefined,
        hasProvenance: false,
        deprecated: undefined,
      }),
    tarball: (_name, version) => tarballOf(own(version, published[version] ?? [], '.')),
  }
  return (...allowed: readonly RefusalReason[]) =>
    createInstaller({
      projectPath,
      npm,
      packages: { name: 'npm', install: refuse, uninstall: refuse },
      index,
      allowed,
      nowMs: Date.parse('2026-11-27T00:00:00Z'),
    })
}

test('an update stays below a version that asks for more than the installed one', async () => {
  const installer = await upgradable({
    '1.2.4': ['api.acme.com'],
    '1.3.0': ['api.acme.com', 'evil.example'],
  })
  const { chosen, refused } = await installer().findUpdate(name)
  expect(chosen?.candidate.version).toBe('1.2.4')
  expect(refused.map(({ candidate, refusals }) => [candidate.version, refusals])).toEqual([
    ['1.3.0', [{ reason: 'wider', message: expect.stringContaining('evil.example') }]],
  ])
  const allowed = await installer('wider').findUpdate(name)
  expect(allowed.chosen?.candidate.version).toBe('1.3.0')
})

test('to add a version that asks for more than the installed one says so', async () => {
  const installer = await upgradable({ '2.0.0': ['evil.example'] })
  const judged = await installer().find(`${name}@2.0.0`)
  expect(refusedError(judged)).toMatchObject({
    code: 'REV_CONNECTOR_REFUSED',
    message: expect.stringContaining('evil.example'),
    hint: expect.stringContaining('--even-if wider'),
  })
})
