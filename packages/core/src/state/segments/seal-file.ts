import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'

const chunkBytes = 1 << 20

/** Makes a written file durable. @returns the SHA-256 of its bytes. @throws `REV_STATE_WRITE` */
export async function sealFile(path: string): Promise<string> {
  try {
    const digest = await digestOf(path)
    await syncToDisk(path)
    await syncToDisk(dirname(path))
    return digest
  } catch (error) {
    throw new RevError('REV_STATE_WRITE', `Failed to write ${path}: ${errorMessage(error)}.`, {
      cause: error,
      hint: 'Free space or fix the permissions, then run again; nothing that was delivered is lost.',
    })
  }
}

/** The SHA-256 of a file, read in pieces. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

async function syncToDisk(path: string): Promise<void> {
  await using file = await open(path, 'r')
  await file.sync()
}
