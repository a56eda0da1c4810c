import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { RevError } from '@revetl/sdk'

// These may be there already in a folder that is no rev project yet; they are kept, and completed where that is safe.
const keptFiles = ['package.json', '.gitignore']

/**
 * Writes the files of a new project.
 * @returns the paths that were written, relative to the folder.
 * @throws `REV_USAGE` where one of them is there already: nothing is overwritten, and then nothing is written.
 */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const taken = Object.keys(files).filter(
    (file) => !keptFiles.includes(file) && existsSync(path.join(folder, file)),
  )
  if (taken.length > 0) {
    throw new RevError(
      'REV_USAGE',
      `Failed to create a project in ${folder}: ${taken.join(', ')} ${taken.length > 1 ? 'are' : 'is'} there already.`,
      { hint: 'Nothing was written. Choose another folder: rev init FOLDER.' },
    )
  }
  const written: string[] = []
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, file)
    await mkdir(path.dirname(target), { recursive: true })
    if (!existsSync(target)) await writeFile(target, text, { flag: 'wx' })
    else if (file === '.gitignore') await addLines(target, text)
    else continue
    written.push(file)
  }
  return written
}

/** Adds the lines that a file does not have yet. */
async function addLines(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8')
  const known = new Set(before.split(/\r?\n/))
  const missing = text.split('\n').filter((line) => line !== '' && !known.has(line))
  if (missing.length === 0) return
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  await appendFile(file, `${gap}${missing.join('\n')}\n`)
}
