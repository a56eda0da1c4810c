import { RevError } from '@revetl/sdk'
import { toConnectorPackage } from '../connector-package.ts'
import type { RegistryIndex } from '../index-file/registry-index.ts'
import { isJsonObject } from '../json-file.ts'
import { manifestHash } from '../manifest-hash.ts'
import type { NpmClient, PackageInfo } from '../npm/npm-client.ts'
import { readTarball } from '../npm/read-tarball.ts'
import { checkManifest } from '../read-manifest.ts'
import type { Candidate } from './candidate.ts'

const installScripts = ['preinstall', 'install', 'postinstall']

/**
 * Looks at a published version without installing it and without running any of it.
 * @throws `REV_CONNECTOR_INVALID` where it is no connector, `REV_CONNECTOR_REFUSED` where the tarball is not what the
 * registry says of it.
 */
export async function inspectCandidate(
  npm: NpmClient,
  index: RegistryIndex,
  info: PackageInfo,
  version: string,
): Promise<Candidate> {
  const { name } = info
  const said = await npm.version(name, version)
  const tarball = await readTarball(await npm.tarball(name, version))
  if (said.integrity?.startsWith('sha512-') && said.integrity !== tarball.integrity) {
    throw new RevError(
      'REV_CONNECTOR_REFUSED',
      `Failed to take ${name} ${version}: its tarball is not what the registry says of it.`,
    )
  }
  const connector = connectorOf(name, version, tarball.packageJson)
  const bytes = tarball.file(connector.manifest)
  if (bytes === undefined) throw invalid(name, version, `${connector.manifest} is not in it`)
  const { scripts } = tarball.packageJson
  return {
    name,
    version,
    kind: connector.kind,
    id: connector.id,
    manifest: checkManifest(connector, JSON.parse(Buffer.from(bytes).toString('utf8'))),
    integrity: tarball.integrity,
    code: tarball.code,
    manifestHash: manifestHash(bytes),
    publisher: said.publisher,
    publishedAt: info.publishedAt[version],
    hasProvenance: said.hasProvenance,
    deprecated: said.deprecated,
    installScripts: installScripts.filter((one) => isJsonObject(scripts) && one in scripts),
    command: connector.command,
    isIndexed: index.connectors[name] !== undefined,
    indexed: index.connectors[name]?.versions[version],
  }
}

function connectorOf(
  name: string,
  version: string,
  packageJson: Readonly<Record<string, unknown>>,
) {
  if (packageJson['name'] !== name || packageJson['version'] !== version) {
    throw invalid(
      name,
      version,
      `its tarball holds ${String(packageJson['name'])} ${String(packageJson['version'])}`,
    )
  }
  if (packageJson['rev'] === undefined) throw invalid(name, version, 'it is no connector of rev')
  return toConnectorPackage('', packageJson)
}

function invalid(name: string, version: string, why: string): RevError {
  return new RevError('REV_CONNECTOR_INVALID', `Failed to take ${name} ${version}: ${why}.`)
}
