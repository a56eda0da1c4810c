import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { RevError } from '@revetl/sdk'

/**
 * Writes the files of a new connector into a folder of its own.
 * @returns the paths that were written, relative to the folder.
 * @throws `REV_USAGE` where the folder holds anything but a git repository: nothing is overwritten.
 */
export async function writeScaffold(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const taken = (await readdir(folder).catch(() => [])).filter((name) => name !== '.git')
  if (taken.length > 0) {
    throw new RevError(
      'REV_USAGE',
      `Failed to create a connector in ${folder}: the folder is not empty (${taken.slice(0, 3).join(', ')}).`,
      { hint: 'Nothing was written. Choose another folder with --dir.' },
    )
  }
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, file)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text, { flag: 'wx' })
  }
  return Object.keys(files).toSorted()
}
