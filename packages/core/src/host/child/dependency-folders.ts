import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import path from 'node:path'

const lists = ['dependencies', 'peerDependencies', 'optionalDependencies'] as const

/**
 * The folders that Node reads when it loads a package: its own, those of everything that it depends on, and the places
 * where Node looks for them first, whether or not there is anything.
 */
export function dependencyFolders(folder: string): readonly string[] {
  const packages = new Set<string>([realpathSync(folder)])
  const looked = new Set<string>()
  // A set that grows is walked to its end.
  for (const one of packages) {
    for (const name of dependencyNames(one)) {
      const places = placesOf(one, name)
      const found = places.find((place) => existsSync(path.join(place, 'package.json')))
      // What is nowhere is not looked for up to the root of the file system.
      if (found === undefined) continue
      for (const place of places.slice(0, places.indexOf(found) + 1)) looked.add(place)
      for (const link of linksOn(found)) looked.add(link)
      packages.add(realpathSync(found))
    }
  }
  return [...new Set([...packages, ...looked])]
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

/** Where Node looks for a package, the nearest place first. */
function placesOf(from: string, name: string): string[] {
  const places: string[] = []
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (path.basename(folder) !== 'node_modules')
      places.push(path.join(folder, 'node_modules', name))
    if (path.dirname(folder) === folder) return places
  }
}

/** Node asks for the target of every link on the way to a package: a linked package, scope or node_modules. */
function linksOn(place: string): string[] {
  const link = firstLink(place)
  if (link === undefined) return []
  const target = path.resolve(path.dirname(link), readlinkSync(link))
  return [link, ...linksOn(target + place.slice(link.length))]
}

function firstLink(place: string): string | undefined {
  const steps = place.split(path.sep)
  const first = steps.indexOf('node_modules')
  // What lies above is no affair of a package manager.
  if (first < 0) return undefined
  const ends = steps.slice(first).map((_step, index) => first + index + 1)
  const prefixes = ends.map((end) => steps.slice(0, end).join(path.sep))
  return prefixes.find((prefix) => lstatSync(prefix).isSymbolicLink())
}
