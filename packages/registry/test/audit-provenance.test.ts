import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { auditConnectors, auditSignatures, readConnectorPackage } from '../src/index.ts'
import { pinConnector } from '../src/pin-connector.ts'
import { emptyIndex } from './fixture.ts'
import { installedConnector } from './provenance/installed-connector.ts'
import { npmNamesProven } from './provenance/npm-project.ts'
import { connectorRelease, integrityOf, provenanceOf } from './provenance/release.ts'

const name = 'rev-destination-acme'

const isNewEnough = await npmNamesProven()

beforeEach((context) => {
  if (!isNewEnough) context.skip('not applicable: this npm is older than 11.12')
})

/** What `rev connector audit` does with one connector. @returns what npm has proven, and what is bad. */
async function audit(project: string) {
  const connector = await readConnectorPackage(path.join(project, 'node_modules', name))
  if (connector === undefined) throw new Error('the fixture is no connector')
  const installed = {
    connectors: [connector],
    pins: { [name]: await pinConnector(connector) },
  }
  const signatures = await auditSignatures(project, installed)
  const findings = await auditConnectors({
    ...installed,
    index: emptyIndex,
    deprecated: () => Promise.resolve(undefined),
    signatures,
  })
  const bad = findings.filter(({ severity }) => severity === 'bad')
  return { proven: signatures.provenance, bad: bad.map(({ message }) => message) }
}

test('an audit tells that the provenance of a connector is proven', async () => {
  const { project, release } = await installedConnector(name)
  const integrity = integrityOf(release)
  expect(await audit(project)).toEqual({
    proven: [{ name, version: '1.2.3', integrity }],
    bad: [],
  })
})

test('good provenance of the tarball that the registry has now proves nothing of the one that is installed', async () => {
  const { project, key, sigstore, publish } = await installedConnector(name)
  const release = await connectorRelease(name, 'export default {}')
  const attestations = [await sigstore.attest(provenanceOf(release))]
  publish({ release, signatures: [key.sign(release)], attestations })
  expect(await audit(project)).toEqual({
    proven: [],
    bad: ['its provenance is about another tarball than the one that is installed'],
  })
})

test('provenance that is not about the tarball of the registry makes an audit fail', async () => {
  const { project, sigstore, publish } = await installedConnector(name)
  const other = await connectorRelease(name, 'export default {}')
  publish({ attestations: [await sigstore.attest(provenanceOf(other))] })
  expect(await audit(project)).toEqual({
    proven: [],
    bad: [expect.stringMatching(/^its provenance does not verify: /)],
  })
})
