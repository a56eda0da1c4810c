import path from 'node:path'
import { expect, test } from 'vitest'
import { holdAgainstInstalled } from '../src/audit-signatures.ts'
import { readConnectorPackage } from '../src/connector-package.ts'
import type { SignatureVerdicts } from '../src/npm/verify-signatures.ts'
import { connectorFiles, temporaryFolder, writeFiles } from './fixture.ts'

const name = 'rev-destination-acme'
const acme = { name, version: '1.2.3' }
const nobody: SignatureVerdicts = { provenance: [], invalid: [], doubtful: [], problem: undefined }
const proven = { ...nobody, provenance: [{ ...acme, integrity: 'sha512-a' }] }

/** A connector that is installed, and the integrity that npm noted of it, or that is pinned. */
async function installed({ noted, pinned }: { noted?: string; pinned?: string }) {
  const project = await temporaryFolder()
  const folder = `node_modules/${name}`
  await writeFiles(project, {
    ...connectorFiles(folder, { name, kind: 'destination', id: 'acme' }),
    ...(noted !== undefined && {
      'node_modules/.package-lock.json': { packages: { [folder]: { integrity: noted } } },
    }),
  })
  const connector = await readConnectorPackage(path.join(project, folder))
  if (connector === undefined) throw new Error('the fixture is no connector')
  const pin = { version: '1.2.3', manifest: 'sha256-m' }
  const pins = { [name]: pinned === undefined ? pin : { ...pin, integrity: pinned } }
  return { connectors: [connector], pins }
}

test.each([
  ['npm noted', { noted: 'sha512-a', pinned: 'sha512-b' }],
  ['npm noted among other digests', { noted: 'sha1-x sha512-a' }],
  ['is pinned, where npm noted none', { pinned: 'sha512-a' }],
])('provenance of the tarball that %s is proven', async (_name, integrity) => {
  expect(await holdAgainstInstalled(proven, await installed(integrity))).toEqual(proven)
})

test.each([{ noted: 'sha512-b', pinned: 'sha512-a' }, { pinned: 'sha512-b' }])(
  'provenance of another tarball than the one that is installed is bad: %o',
  async (integrity) => {
    const why = 'its provenance is about another tarball than the one that is installed'
    expect(await holdAgainstInstalled(proven, await installed(integrity))).toEqual({
      ...nobody,
      invalid: [{ ...acme, why }],
    })
  },
)

test.each([{}, { noted: 'sha1-x' }])(
  'where nothing tells which tarball is installed, provenance is doubtful: %o',
  async (integrity) => {
    const why = expect.stringContaining('nothing says') as string
    expect(await holdAgainstInstalled(proven, await installed(integrity))).toEqual({
      ...nobody,
      doubtful: [{ ...acme, why }],
    })
  },
)

test('what is said of others than the connectors stays, and so does what was bad before', async () => {
  const fault = { ...acme, why: 'tampered' }
  const before: SignatureVerdicts = {
    provenance: [
      { ...acme, version: '1.2.4', integrity: 'sha512-c' },
      { name: 'left', version: '1.0.0', integrity: 'sha512-d' },
    ],
    invalid: [fault],
    doubtful: [fault],
    problem: 'no way to the log',
  }
  expect(await holdAgainstInstalled(before, await installed({ noted: 'sha512-a' }))).toEqual(before)
})
