import { watch } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'

// Editors write a file in several steps.
const quietMs = 200

/** Calls back once after each burst of changes below folders, until the signal; never twice at the same time. */
export async function watchFolders(
  folders: readonly string[],
  signal: AbortSignal,
  onChange: () => Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const note = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(onChange)
    }, quietMs)
  }
  const one = async (folder: string): Promise<void> => {
    try {
      const events = watch(folder, { recursive: true, signal })[Symbol.asyncIterator]()
      while ((await events.next()).done !== true) note()
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
  await Promise.all(folders.filter((folder) => existsSync(folder)).map(one))
  clearTimeout(timer)
  await running
}

/** The folders of a connector whose changes matter. */
export function sourceFolders(folder: string): string[] {
  return ['src', 'test'].map((name) => path.join(folder, name))
}
