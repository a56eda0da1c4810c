import { installPackage, npmProject } from './npm-project.ts'
import { createRegistryKey, type RegistryKey } from './registry-key.ts'
import { connectorRelease, provenanceOf, type Release } from './release.ts'
import { startRegistry, type Publication } from './start-registry.ts'
import { startSigstore, type Sigstore } from './start-sigstore.ts'
import { startTufMirror } from './start-tuf-mirror.ts'

/** A connector that npm installed from a registry that signed it, with the provenance that its build signed. */
export interface InstalledConnector {
  readonly project: string
  readonly release: Release
  readonly key: RegistryKey
  readonly sigstore: Sigstore
  /** From now on the registry says something else. */
  readonly publish: (change: Partial<Publication>) => void
}

/** Installs a connector into a project whose npm trusts the sigstore of the test. */
export async function installedConnector(name: string): Promise<InstalledConnector> {
  const sigstore = await startSigstore()
  const key = createRegistryKey()
  const registry = await startRegistry(key)
  const release = await connectorRelease(name)
  const publication = {
    release,
    signatures: [key.sign(release)],
    attestations: [await sigstore.attest(provenanceOf(release))],
  }
  registry.publish(publication)
  const project = await npmProject(registry.url, await startTufMirror(sigstore.trustedRoot))
  await installPackage(project, name)
  return {
    project,
    release,
    key,
    sigstore,
    publish: (change) => registry.publish({ ...publication, ...change }),
  }
}
