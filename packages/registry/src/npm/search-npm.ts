import { isJsonObject } from '../json-file.ts'
import { runNpm } from './run-npm.ts'

/** A package that says of itself, in a registry, that it is a connector. */
export interface PublishedConnector {
  readonly package: string
  /** Absent where the registry does not tell in a search. */
  readonly version: string | undefined
  readonly description: string
  readonly publisher: string | undefined
  /** When the version was published, ISO 8601. */
  readonly publishedAt: string | undefined
}

const keyword = 'rev-connector'
// The most that npm gives at once.
const packagesMax = 250
// What npm would read as a flag or as a qualifier of a search is looked for here alone.
const plainWord = /^[\p{L}\p{N}@][\p{L}\p{N}@._/-]*$/u

/**
 * Asks the registry that npm is configured for, by the keyword that every connector has. Nothing of it is checked:
 * anybody can publish under the keyword.
 * @throws `REV_PACKAGE_MANAGER`, `REV_NETWORK_UNREACHABLE` where the registry cannot be searched
 */
export async function searchNpm(
  folder: string,
  words: readonly string[],
): Promise<readonly PublishedConnector[]> {
  const plain = words.filter((word) => plainWord.test(word))
  const found = toPublished(await search(folder, [`keywords:${keyword}`, ...plain]), words)
  if (found.length > 0) return found
  // Registries that companies run, such as Verdaccio, know no `keywords:` and look at names alone.
  return toPublished(await search(folder, plain.length > 0 ? plain : ['rev-']), words)
}

async function search(folder: string, asked: readonly string[]): Promise<readonly unknown[]> {
  const args = ['search', ...asked, '--json', `--searchlimit=${packagesMax}`, '--prefer-online']
  const found: unknown = JSON.parse((await runNpm(args, folder)) || '[]')
  return Array.isArray(found) ? found : []
}

/** The packages of an answer of npm that are connectors and have every word. */
export function toPublished(
  found: readonly unknown[],
  words: readonly string[],
): readonly PublishedConnector[] {
  return found
    .filter(isJsonObject)
    .filter(({ keywords, name }) => Array.isArray(keywords) && keywords.includes(keyword) && name)
    .filter(({ name, description, keywords }) => {
      const text = [name, description, keywords].flat().join(' ').toLowerCase()
      return words.every((word) => text.includes(word.toLowerCase()))
    })
    .map(({ name, version, description, date, publisher }) => ({
      package: String(name),
      version: textOf(version),
      description: typeof description === 'string' ? description : '',
      publisher: isJsonObject(publisher) ? textOf(publisher['username']) : undefined,
      publishedAt: textOf(date),
    }))
    .toSorted((a, b) => (a.package < b.package ? -1 : 1))
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined
