import { open, rename } from 'node:fs/promises'
import path from 'node:path'

/** Makes what was written to a file survive a crash. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Puts a finished file in the place of another, in one step that survives a crash. */
export async function replaceFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(path.dirname(to))
}

/** Makes renames and removals in a folder survive a crash. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such step: there a folder cannot be opened.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
