import path from 'node:path'
import { expect, test } from 'vitest'
import {
  auditConnectors,
  readConnectorPackage,
  type AuditInput,
  type SignatureVerdicts,
} from '../src/index.ts'
import { pinConnector } from '../src/pin-connector.ts'
import { connectorFiles, emptyIndex, temporaryFolder, writeFiles } from './fixture.ts'

const name = 'rev-destination-acme'
const folder = `node_modules/${name}`

/** A connector that npm installed, and what an audit of it begins with: pinned as it is, in no index. */
async function installed(scripts: object = {}) {
  const projectPath = await temporaryFolder()
  const files = connectorFiles(folder, { name, kind: 'destination', id: 'acme' })
  const packageJson = { ...(files[`${folder}/package.json`] as object), scripts }
  await writeFiles(projectPath, {
    ...files,
    [`${folder}/package.json`]: packageJson,
    'node_modules/.package-lock.json': { packages: { [folder]: { integrity: 'sha512-a' } } },
  })
  const connector = await readConnectorPackage(path.join(projectPath, folder))
  if (connector === undefined) throw new Error('the fixture is no connector')
  const pin = await pinConnector(connector)
  const input: AuditInput = {
    connectors: [connector],
    pins: { [name]: pin },
    index: emptyIndex,
    deprecated: () => Promise.resolve(undefined),
  }
  const indexed = {
    integrity: 'sha512-a',
    manifest: pin.manifest,
    apiVersion: 1,
    tier: 'silver',
    testedAt: '2026-11-27',
  } as const
  const withIndex = (more: object): AuditInput => ({
    ...input,
    index: {
      ...input.index,
      connectors: {
        [name]: {
          kind: 'destination',
          id: 'acme',
          title: 'Acme',
          vendor: 'Acme',
          versions: { '1.2.3': { ...indexed, ...more } },
        },
      },
    },
  })
  return { input, withIndex, projectPath }
}

const bad = async (input: AuditInput) =>
  (await auditConnectors(input)).filter(({ severity }) => severity === 'bad')

test('a connector that is pinned, indexed and as it was has no findings', async () => {
  const { withIndex } = await installed()
  expect(await auditConnectors(withIndex({}))).toEqual([])
})

test('one that is not in the index is no fault, and is said', async () => {
  const { input } = await installed()
  const message = expect.stringContaining('not in the index') as string
  expect(await auditConnectors(input)).toMatchObject([{ severity: 'note', message }])
})

test.each<[string, (made: Awaited<ReturnType<typeof installed>>) => AuditInput, string]>([
  ['is not pinned', ({ input }) => ({ ...input, pins: {} }), 'not pinned'],
  ['was yanked by the index', ({ withIndex }) => withIndex({ yanked: 'harm' }), 'yanked: harm'],
  [
    'was yanked by its author',
    ({ input }) => ({ ...input, deprecated: () => Promise.resolve('yanked: harm') }),
    'its author says',
  ],
  [
    'has another tarball than the index',
    ({ withIndex }) => withIndex({ integrity: 'sha512-b' }),
    'tarball is not the one in the index',
  ],
  [
    'has another manifest than the index',
    ({ withIndex }) => withIndex({ manifest: 'sha256-b' }),
    'manifest is not the one in the index',
  ],
  ['is pinned and gone', ({ input }) => ({ ...input, connectors: [] }), 'pinned and not installed'],
])('one that %s is bad', async (_name, change, says) => {
  const message = expect.stringContaining(says) as string
  expect(await bad(change(await installed()))).toMatchObject([{ package: name, message }])
})

test('one whose code changed after it was pinned is bad', async () => {
  const { input, projectPath } = await installed()
  await writeFiles(projectPath, { [`${folder}/dist/index.js`]: 'export default {}' })
  const message = expect.stringContaining('not the one in rev.lock') as string
  expect(await bad(input)).toMatchObject([{ message }])
})

test('scripts that rev did not run are said', async () => {
  const { withIndex } = await installed({ postinstall: 'node steal.js' })
  const message = expect.stringContaining('postinstall') as string
  expect(await auditConnectors(withIndex({}))).toMatchObject([{ severity: 'note', message }])
})

const nobody: SignatureVerdicts = { provenance: [], invalid: [], doubtful: [], problem: undefined }

test.each([
  ['found bad', 'invalid', 'bad'],
  ['could not verify', 'doubtful', 'note'],
] as const)(
  'what npm %s of a signature is said, of the version that it is about',
  async (_name, list, severity) => {
    const { withIndex } = await installed()
    const fault = { name, version: '1.2.3', why: 'its provenance does not verify: tampered' }
    const findings = await auditConnectors({
      ...withIndex({}),
      signatures: { ...nobody, [list]: [fault] },
    })
    expect(findings).toEqual([{ package: name, version: '1.2.3', severity, message: fault.why }])
  },
)

test('a bad signature of what a connector may load is bad, and a missing one is not said', async () => {
  const { withIndex } = await installed()
  const fault = { name: 'left-pad', version: '1.0.0', why: 'tampered' }
  const signatures = { ...nobody, invalid: [fault, { ...fault, name }], doubtful: [fault] }
  const findings = await auditConnectors({ ...withIndex({}), signatures })
  const message = 'tampered; it is installed beside the connectors'
  expect(findings).toEqual([
    { package: 'left-pad', version: '1.0.0', severity: 'bad', message },
    { package: name, version: '1.0.0', severity: 'bad', message },
  ])
})
