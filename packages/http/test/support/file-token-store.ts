import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredTokens, TokenStore } from '../../src/index.ts'

/** A token store in a folder, with a lock that other processes see. */
export function fileTokenStore(folder: string): TokenStore {
  const file = (id: string) => path.join(folder, `${id}.json`)
  return {
    read: async (id) => {
      const text = await readFile(file(id), 'utf8').catch(() => undefined)
      return text === undefined ? undefined : (JSON.parse(text) as StoredTokens)
    },
    write: async (id, tokens) => {
      const next = `${file(id)}.${process.pid}`
      await writeFile(next, JSON.stringify(tokens))
      await rename(next, file(id))
    },
    delete: (id) => rm(file(id), { force: true }),
    withLock: async (id, fn) => {
      const lock = `${file(id)}.lock`
      while (
        !(await mkdir(lock).then(
          () => true,
          () => false,
        ))
      ) {
        await sleep(2)
      }
      try {
        return await fn()
      } finally {
        await rm(lock, { recursive: true })
      }
    },
  }
}
