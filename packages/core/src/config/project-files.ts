import { readdir, readFile, stat } from 'node:fs/promises'

/** What is known of a path before it is read. */
export interface FileInfo {
  readonly kind: 'file' | 'folder' | 'other'
  readonly bytes: number
  /** Whether others than the owner may read it. */
  readonly isOpenToOthers: boolean
}

/** How project files are read; a test or an editor may hold them in memory. Paths are absolute. */
export interface ProjectFiles {
  /** Undefined where there is nothing. */
  info(path: string): Promise<FileInfo | undefined>
  readText(path: string): Promise<string>
  /** The names in a folder; empty where there is none. */
  list(path: string): Promise<readonly string[]>
}

/** The files of this machine. */
export const diskFiles: ProjectFiles = {
  async info(path) {
    const found = await unlessMissing(stat(path))
    if (found === undefined) return undefined
    return {
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
      bytes: found.size,
      // Windows has no such bits; Node shows them as open there.
      isOpenToOthers: process.platform !== 'win32' && (found.mode & 0o077) !== 0,
    }
  },
  readText: (path) => readFile(path, 'utf8'),
  list: async (path) => (await unlessMissing(readdir(path))) ?? [],
}

async function unlessMissing<Result>(pending: Promise<Result>): Promise<Result | undefined> {
  try {
    return await pending
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
