import { lstatSync } from 'node:fs'
import path from 'node:path'

/**
 * The permission model of Node refuses a folder whose name begins that of another granted one beside it, as `connect` and
 * `connect-node`, though not what is in it. A link has to be read itself: what begins like it is granted as well. Beside
 * a link of a package manager are the packages that belong to the same one.
 * @returns patterns, for the links among the folders that need one
 */
export function namesakeLinks(folders: readonly string[]): readonly string[] {
  return folders
    .filter((one) => folders.some((other) => isNamesake(one, other)))
    .filter(isLink)
    .map((one) => `${one.slice(0, -1)}*`)
}

function isNamesake(one: string, other: string): boolean {
  return other.startsWith(one) && other.length > one.length && other[one.length] !== path.sep
}

function isLink(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
