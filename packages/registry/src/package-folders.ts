import { existsSync } from 'node:fs'
import path from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { isJsonObject, readJsonObject } from './json-file.ts'

const dependencyLists = ['dependencies', 'devDependencies', 'optionalDependencies']

/** A folder and those above it, the nearest first. */
export function ancestorFolders(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestorFolders(parent)]
}

/** Looks a package up in the `node_modules` of a folder and of those above, as Node does. */
export function findPackageFolder(from: string, packageName: string): string | undefined {
  return ancestorFolders(from)
    .map((folder) => path.join(folder, 'node_modules', packageName))
    .find((folder) => existsSync(path.join(folder, 'package.json')))
}

/**
 * Every package that a project, or a workspace around it, declares and that is installed.
 * @returns folders by package name; the declaration nearest to the project wins.
 * @throws `REV_CONFIG_INVALID` where a package.json of the project cannot be read.
 */
export async function declaredPackages(projectPath: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const folder of ancestorFolders(projectPath)) {
    for (const name of await declaredNames(path.join(folder, 'package.json'))) {
      const packageFolder = found.has(name) ? undefined : findPackageFolder(folder, name)
      if (packageFolder !== undefined) found.set(name, packageFolder)
    }
  }
  return found
}

async function declaredNames(file: string): Promise<string[]> {
  const packageJson = await readJsonObject(file).catch((error: unknown) => {
    throw new RevError('REV_CONFIG_INVALID', `Failed to read ${file}: ${errorMessage(error)}.`, {
      cause: error,
      place: { file, line: 1, column: 1 },
    })
  })
  return dependencyLists.flatMap((list) => {
    const dependencies = packageJson?.[list]
    return isJsonObject(dependencies) ? Object.keys(dependencies) : []
  })
}
