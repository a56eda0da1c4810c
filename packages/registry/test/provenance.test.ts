// What the real npm says of real bundles, with a sigstore, a mirror of its trust and a registry on 127.0.0.1.
import { beforeEach, expect, test } from 'vitest'
import { toVerdicts, verifySignatures } from '../src/npm/verify-signatures.ts'
import { installedConnector, type InstalledConnector } from './provenance/installed-connector.ts'
import { npmNamesProven, startFromRoot } from './provenance/npm-project.ts'
import { createRegistryKey } from './provenance/registry-key.ts'
import { connectorRelease, integrityOf, provenanceOf } from './provenance/release.ts'
import type { Publication } from './provenance/start-registry.ts'
import { startSigstore, withPayload } from './provenance/start-sigstore.ts'
import { startTufMirror } from './provenance/start-tuf-mirror.ts'

const name = 'rev-destination-acme'
const version = '1.2.3'
const nothing = toVerdicts('{"invalid":[],"missing":[],"verified":[]}')

type Change = (made: InstalledConnector) => Promise<Partial<Publication>>

const isNewEnough = await npmNamesProven()

beforeEach((context) => {
  if (!isNewEnough) context.skip('not applicable: this npm is older than 11.12')
})

test('provenance that is signed under the root that npm trusts is good, for the tarball that it is about', async () => {
  const { project, release } = await installedConnector(name)
  const integrity = integrityOf(release)
  expect(await verifySignatures(project)).toEqual({
    ...nothing,
    provenance: [{ name, version, integrity }],
  })
})

test.each<[string, Change, RegExp]>([
  [
    'is about another tarball',
    async ({ sigstore }) => {
      const other = await connectorRelease(name, 'export default {}')
      return { attestations: [await sigstore.attest(provenanceOf(other))] }
    },
    /package integrity .* doesn't match what was signed/,
  ],
  [
    'is about another package',
    async ({ sigstore, release }) => {
      const other = { ...release, name: 'rev-destination-other' }
      return { attestations: [await sigstore.attest(provenanceOf(other))] }
    },
    /package name and version .* doesn't match what was signed/,
  ],
  [
    'was changed after it was signed',
    async ({ sigstore, release }) => {
      const statement = provenanceOf(release)
      const bundle = await sigstore.attest({ ...statement, predicate: {} })
      return { attestations: [withPayload(bundle, statement)] }
    },
    /failed to verify attestation: .*mismatch/,
  ],
  [
    'is signed under another root',
    async ({ release }) => {
      const foreign = await startSigstore()
      return { attestations: [await foreign.attest(provenanceOf(release))] }
    },
    /failed to verify attestation: .*certificate chain/,
  ],
])('provenance that %s is bad', async (_name, change, says) => {
  const made = await installedConnector(name)
  made.publish(await change(made))
  const { provenance, invalid } = await verifySignatures(made.project)
  expect(provenance).toEqual([])
  expect(invalid).toMatchObject([{ name, version }])
  expect(invalid[0]?.why).toMatch(/^its provenance does not verify: rev-destination-acme@1\.2\.3 /)
  expect(invalid[0]?.why).toMatch(says)
})

test('a signature of the registry that is about another tarball is bad', async () => {
  const { project, key, publish } = await installedConnector(name)
  publish({ signatures: [key.sign(await connectorRelease(name, 'export default {}'))] })
  const { provenance, invalid } = await verifySignatures(project)
  expect(provenance).toEqual([])
  const why = expect.stringMatching(/^the signature of the registry does not verify: /) as string
  expect(invalid).toEqual([{ name, version, why }])
})

test('a signature by a key that the registry does not publish proves nothing, and is said', async () => {
  const { project, release, publish } = await installedConnector(name)
  publish({ signatures: [createRegistryKey().sign(release)] })
  const problem = expect.stringContaining('no corresponding public key') as string
  expect(await verifySignatures(project)).toEqual({ ...nothing, problem })
})

test('one that the registry did not sign, though it has a key, is doubtful', async () => {
  const { project, publish } = await installedConnector(name)
  publish({ signatures: [] })
  expect(await verifySignatures(project)).toMatchObject({ doubtful: [{ name, version }] })
})

test.each<[string, Change]>([
  ['none', () => Promise.resolve({ attestations: [] })],
  [
    'one of another kind',
    async ({ sigstore, release }) => {
      const statement = { ...provenanceOf(release), predicateType: 'https://example.com/review/v1' }
      return { attestations: [await sigstore.attest(statement)] }
    },
  ],
])(
  'where the registry promises provenance and has %s, nothing is proven',
  async (_name, change) => {
    const made = await installedConnector(name)
    made.publish(await change(made))
    expect(await verifySignatures(made.project)).toEqual(nothing)
  },
)

test('where npm starts from another root than that of the mirror, nothing is proven, and it is said', async () => {
  const { project } = await installedConnector(name)
  await startFromRoot(project, (await startTufMirror('{}')).root)
  const { problem, ...verdicts } = await verifySignatures(project)
  expect({ ...verdicts, problem: undefined }).toEqual(nothing)
  expect(problem).toContain('signed by 0/1 keys')
})
