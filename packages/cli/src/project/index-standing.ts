import type { RegistryIndex, ResolvedConnector } from '@revetl/registry'

/** What the index says of an installed connector: a tier, or that it does not know it. */
export type IndexStanding =
  | 'bronze'
  | 'silver'
  | 'gold'
  | 'no tier'
  | 'yanked'
  | 'version not in the index'
  | 'not in the index'
  | 'a folder'

/** How a connector stands with the index. One in a folder of the project or its workspace was never published. */
export function indexStanding(
  { packageName, version, folder }: ResolvedConnector,
  index: RegistryIndex,
): IndexStanding {
  if (!folder.includes('node_modules')) return 'a folder'
  const known = index.connectors[packageName]
  if (known === undefined) return 'not in the index'
  const indexed = known.versions[version]
  if (indexed === undefined) return 'version not in the index'
  if (indexed.yanked !== undefined) return 'yanked'
  return indexed.tier === 'none' ? 'no tier' : indexed.tier
}
