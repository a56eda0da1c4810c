import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'

const lists = ['dependencies', 'peerDependencies', 'optionalDependencies'] as const

/** The folder of a package and those of everything that it depends on, symbolic links resolved. */
export function dependencyFolders(folder: string): readonly string[] {
  const found = new Set<string>([realpathSync(folder)])
  // A set that grows is walked to its end.
  for (const one of found) {
    for (const name of dependencyNames(one)) {
      const dependency = findPackage(one, name)
      if (dependency !== undefined) found.add(dependency)
    }
  }
  return [...found]
}

function dependencyNames(folder: string): string[] {
  try {
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8')
    const packageJson = JSON.parse(text) as Readonly<Record<string, unknown>>
    return lists.flatMap((list) => Object.keys(packageJson[list] ?? {}))
  } catch {
    // Without a readable package.json nothing is known to be needed; the import says what was.
    return []
  }
}

/** Looks a package up as Node does. */
function findPackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name)
    if (existsSync(path.join(candidate, 'package.json'))) return realpathSync(candidate)
    if (path.dirname(folder) === folder) return undefined
  }
}
