import { RevError } from '@revetl/sdk'
import type { IndexedConnector, IndexedVersion, RegistryIndex } from './registry-index.ts'
import type { Release } from './release.ts'

/** A word against a version that is in the index. */
export interface Verdict {
  readonly name: string
  readonly version: string
  readonly why: string
}

/** What is different in the next index. */
export interface IndexChange {
  readonly releases?: readonly Release[]
  readonly yanked?: readonly Verdict[]
  readonly deprecated?: readonly Verdict[]
  /** Takes another tarball for a version that is in the index, which is right only before it was published. */
  readonly replaces?: boolean
}

const dayMs = 86_400_000
type Connectors = Record<string, IndexedConnector>

/**
 * The index after the one before; pure. It is good for so many days.
 * @throws `REV_INDEX_INVALID` for a version with another tarball, or a verdict on a version that is not there.
 */
export function nextIndex(
  previous: RegistryIndex | undefined,
  change: IndexChange,
  { nowMs, days = 90 }: { readonly nowMs: number; readonly days?: number },
): RegistryIndex {
  const connectors: Connectors = { ...previous?.connectors }
  for (const release of change.releases ?? [])
    addRelease(connectors, release, change.replaces === true)
  for (const verdict of change.yanked ?? []) setVerdict(connectors, 'yanked', verdict)
  for (const verdict of change.deprecated ?? []) setVerdict(connectors, 'deprecated', verdict)
  return {
    formatVersion: 1,
    sequence: (previous?.sequence ?? 0) + 1,
    issuedAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + days * dayMs).toISOString(),
    connectors,
  }
}

function addRelease(
  connectors: Connectors,
  { name, version, connector, indexed }: Release,
  replaces: boolean,
): void {
  const versions = connectors[name]?.versions ?? {}
  const known = versions[version]
  if (known !== undefined && known.integrity !== indexed.integrity && !replaces) {
    throw new RevError(
      'REV_INDEX_INVALID',
      `Failed to index ${name} ${version}: it is there with another tarball.`,
      {
        hint: 'A published version never changes. Publish another version.',
      },
    )
  }
  // What was said against a version stays said.
  const { yanked, deprecated } = known ?? {}
  const kept: Partial<IndexedVersion> = {
    ...(yanked === undefined ? {} : { yanked }),
    ...(deprecated === undefined ? {} : { deprecated }),
  }
  connectors[name] = { ...connector, versions: { ...versions, [version]: { ...indexed, ...kept } } }
}

function setVerdict(
  connectors: Connectors,
  verdict: 'yanked' | 'deprecated',
  { name, version, why }: Verdict,
): void {
  const connector = connectors[name]
  const indexed = connector?.versions[version]
  if (connector === undefined || indexed === undefined) {
    throw new RevError(
      'REV_INDEX_INVALID',
      `Failed to mark ${name} ${version}: the index does not have it.`,
    )
  }
  connectors[name] = {
    ...connector,
    versions: { ...connector.versions, [version]: { ...indexed, [verdict]: why } },
  }
}
