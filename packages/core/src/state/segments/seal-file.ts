import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'

const chunkBytes = 1 << 18

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
  await using file = await open(path, 'r')
  // One buffer for all pieces: a stream makes one for each, and a large file leaves them all behind.
  const buffer = Buffer.allocUnsafeSlow(chunkBytes)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
  }
}

async function syncToDisk(path: string): Promise<void> {
  await using file = await open(path, 'r')
  await file.sync()
}
