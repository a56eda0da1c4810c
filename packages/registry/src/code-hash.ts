import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** `sha256-…` of every file of a package, names included; what it depends on has its own place in npm's lock file. */
export async function codeHash(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !file.split('/').includes('node_modules'))
  const hash = createHash('sha256')
  for (const file of files.toSorted()) {
    const bytes = await readFile(path.join(folder, file))
    // Lengths keep two packages apart whose texts would run into each other.
    hash.update(`${Buffer.byteLength(file)}:${file}${bytes.length}:`).update(bytes)
  }
  return `sha256-${hash.digest('base64')}`
}
