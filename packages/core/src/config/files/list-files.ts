import path from 'node:path'
import { namePattern } from '../schema/names.ts'
import type { FileContext } from './read-file.ts'

/** A file of models/ or syncs/. */
export interface ListedFile {
  readonly name: string
  /** Relative to the project, with `/`. */
  readonly file: string
  readonly extension: string
}

/** The files of a folder that are one of the kinds, by name. A name that two files share is a problem. */
export async function listFiles(
  folder: string,
  extensions: readonly string[],
  { projectPath, files, problems }: FileContext,
): Promise<readonly ListedFile[]> {
  const names = await files.list(path.join(projectPath, folder))
  const byName = new Map<string, ListedFile>()
  for (const fileName of names.toSorted()) {
    const extension = path.extname(fileName)
    if (!extensions.includes(extension) || fileName.startsWith('.')) continue
    const name = fileName.slice(0, -extension.length)
    const file = `${folder}/${fileName}`
    const place = { file, line: 1, column: 1 }
    const other = byName.get(name)
    if (!namePattern.test(name)) {
      problems.add(
        'REV_CONFIG_INVALID',
        `Failed to read ${file}: "${name}" is not a usable name.`,
        {
          place,
          hint: 'Use letters, digits, dashes and underscores, at most 64, starting with a letter or digit.',
        },
      )
    } else if (other !== undefined) {
      problems.add(
        'REV_CONFIG_INVALID',
        `Failed to read ${file}: ${other.file} has the same name.`,
        {
          place,
          hint: 'Remove or rename one of the two.',
        },
      )
    } else byName.set(name, { name, file, extension })
  }
  return [...byName.values()]
}
