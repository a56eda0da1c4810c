import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** `sha256-…` of every file of an installed package, names included; the same as that of the tarball that it came in. */
export async function codeHash(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, string>()
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(folder, file).split(path.sep).join('/')
    if (entry.isFile() && isCode(name)) files.set(name, await digestOf(file))
  }
  return hashOfFiles(files)
}

/** `sha256-…` of files: their digests by their path in the package. */
export function hashOfFiles(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  // No digest has a line break, and each has the same length: two packages have no text in common.
  for (const name of [...files.keys()].toSorted()) hash.update(`${files.get(name)} ${name}\n`)
  return `sha256-${hash.digest('base64')}`
}

/**
 * Whether a file of a package counts. What it depends on has its own place in the lock file of the package manager, and
 * npm renames lists of ignored files on the way.
 */
export function isCode(name: string): boolean {
  const parts = name.split('/')
  return !parts.includes('node_modules') && !/^\.(git|npm)ignore$/.test(parts.at(-1) ?? '')
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
