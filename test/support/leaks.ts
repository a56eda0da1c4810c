import { readdir, readFile, realpath } from 'node:fs/promises'
import path from 'node:path'

// What text files of a package end with; the rest (native code, archives) was not built here.
const textEndings = /\.(js|mjs|ts|json|map|md|yaml)$/

/** Files of an installation that lead out of it: by a link, or by a path in their text. */
export async function findLeaks(folder: string, forbidden: string): Promise<string[]> {
  const leaks: string[] = []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) {
      if (!(await realpath(file)).startsWith(`${folder}${path.sep}`)) leaks.push(file)
    } else if (entry.isFile() && textEndings.test(entry.name)) {
      if ((await readFile(file, 'utf8')).includes(forbidden)) leaks.push(file)
    }
  }
  return leaks
}
