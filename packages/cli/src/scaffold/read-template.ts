import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

// The build writes it from connectors/_template, which is tested like any other connector.
const templateFolder = path.resolve(import.meta.dirname, '../../template')

/** The files of the template by path, with slashes. */
export async function readTemplate(folder = templateFolder): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
  const read = files.map(
    async (file) =>
      [
        file.replaceAll(path.sep, '/').replace(/^_package/, 'package'),
        await readFile(path.join(folder, file), 'utf8'),
      ] as const,
  )
  return Object.fromEntries(await Promise.all(read))
}
