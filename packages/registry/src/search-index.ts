import type { IndexedConnector, RegistryIndex } from './index-file/registry-index.ts'
import semver from 'semver'

/** A connector of the index that a search found. */
export interface FoundConnector {
  readonly package: string
  readonly connector: IndexedConnector
  /** Its newest version that was not yanked. */
  readonly version: string | undefined
}

/** Connectors that have every word in their name, title, vendor or description; all for no words. */
export function searchIndex(index: RegistryIndex, words: readonly string[]): FoundConnector[] {
  return Object.entries(index.connectors)
    .filter(([name, { id, title, vendor, description = '', kind }]) => {
      const text = [name, id, title, vendor, description, kind].join(' ').toLowerCase()
      return words.every((word) => text.includes(word.toLowerCase()))
    })
    .map(([name, connector]) => ({ package: name, connector, version: newestVersion(connector) }))
    .toSorted((a, b) => (a.package < b.package ? -1 : 1))
}

/** The newest version of an indexed connector that was not yanked. */
function newestVersion({ versions }: IndexedConnector): string | undefined {
  const good = Object.entries(versions).filter(([, { yanked }]) => yanked === undefined)
  return good.map(([version]) => version).toSorted(semver.rcompare)[0]
}
