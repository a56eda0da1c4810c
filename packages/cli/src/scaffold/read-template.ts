import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConnectorKind } from './connector-names.ts'

// The build writes them from connectors/_template and connectors/_template-source, which are tested like any other connector.
const templatesFolder = path.resolve(import.meta.dirname, '../../template')

/** The folder of the template of a kind. */
export const templateFolder = (kind: ConnectorKind): string => path.join(templatesFolder, kind)

/** The files of a template by path, with slashes. */
export async function readTemplate(folder: string): Promise<Record<string, string>> {
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
