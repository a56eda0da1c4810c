import { RevError, type Manifest } from '@revetl/sdk'
import { toConnectorPackage } from './connector-package.ts'
import { chooseVersion } from './install/choose-version.ts'
import type { NpmClient } from './npm/npm-client.ts'
import { readTarball } from './npm/read-tarball.ts'
import { checkManifest } from './read-manifest.ts'

/** The manifest of a published version. */
export interface PublishedManifest {
  readonly version: string
  readonly manifest: Manifest
}

/**
 * Reads the manifest of a published version from its tarball; nothing is installed.
 * @throws `REV_CONNECTOR_UNKNOWN`, `REV_CONNECTOR_INVALID`
 */
export async function publishedManifest(
  npm: NpmClient,
  name: string,
  spec?: string,
): Promise<PublishedManifest> {
  const version = chooseVersion(await npm.package(name), spec)
  const { packageJson, file } = await readTarball(await npm.tarball(name, version))
  const connector = toConnectorPackage('', packageJson)
  const bytes = file(connector.manifest)
  if (bytes === undefined) {
    throw new RevError(
      'REV_CONNECTOR_INVALID',
      `Failed to read ${name} ${version}: it has no manifest.`,
    )
  }
  const content: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return { version, manifest: checkManifest(connector, content) }
}
