import { toConnectorPackage, type ConnectorKind } from '../connector-package.ts'
import { isJsonObject } from '../json-file.ts'
import { manifestHash } from '../manifest-hash.ts'
import { readTarball } from '../npm/read-tarball.ts'
import { checkManifest } from '../read-manifest.ts'
import { RevError } from '@revetl/sdk'
import { breakingNotes } from './breaking-notes.ts'
import type { IndexedConnector, IndexedVersion, IndexTier } from './registry-index.ts'

/** What the conformance suite says of a package, as `rev connector test --json` prints it. */
export interface TestedRelease {
  readonly package: string
  readonly version: string
  readonly kind: ConnectorKind
  readonly tier: IndexTier
  /** ISO 8601. */
  readonly at: string
}

/** One release for the index. */
export interface Release {
  readonly name: string
  readonly version: string
  readonly connector: Omit<IndexedConnector, 'versions'>
  readonly indexed: IndexedVersion
}

/**
 * A release from its tarball and its conformance results.
 * @throws `REV_INDEX_INVALID` where the results are about something else, `REV_CONNECTOR_INVALID`
 */
export async function releaseOf(tarball: Uint8Array, report: TestedRelease): Promise<Release> {
  const { integrity, packageJson, file } = await readTarball(tarball)
  const connector = toConnectorPackage('', packageJson)
  const { name, version, kind, id } = connector
  if (report.package !== name || report.version !== version) {
    throw new RevError(
      'REV_INDEX_INVALID',
      `Failed to index ${name} ${version}: the results are those of ${report.package} ${report.version}.`,
    )
  }
  const bytes = file(connector.manifest)
  const manifest = checkManifest(connector, JSON.parse(Buffer.from(bytes ?? []).toString('utf8')))
  const changelog = Buffer.from(file('CHANGELOG.md') ?? []).toString('utf8')
  const breaking = breakingNotes(changelog, version)
  const { description } = packageJson
  const repository = repositoryOf(packageJson['repository'])
  return {
    name,
    version,
    connector: {
      kind,
      id,
      title: manifest.title,
      vendor: manifest.vendor.name,
      ...(typeof description === 'string' ? { description } : {}),
      ...(repository === undefined ? {} : { repository }),
    },
    indexed: {
      integrity,
      manifest: manifestHash(bytes ?? new Uint8Array()),
      apiVersion: manifest.apiVersion,
      tier: report.tier,
      testedAt: report.at,
      ...(breaking.length === 0 ? {} : { breaking }),
    },
  }
}

function repositoryOf(repository: unknown): string | undefined {
  const url = isJsonObject(repository) ? repository['url'] : repository
  return typeof url === 'string' ? url : undefined
}
