import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { readJsonObject } from '../json-file.ts'
import { readSequencesSeen } from '../lock-file.ts'
import { readPublicKey } from './index-key.ts'
import { verifyIndex, type VerifiedIndex } from './verify-index.ts'

// Both come with this package.
const ownIndex = path.resolve(import.meta.dirname, '../../index.json')
const ownKeys = path.resolve(import.meta.dirname, '../../index-keys.json')

/** Which index counts. */
export interface IndexChoice {
  /** Another index than the one that comes with rev, for example a company's own. */
  readonly file?: string | undefined
  /** The public key, PEM, that signed it. */
  readonly keyFile?: string | undefined
}

/**
 * Reads the index of known connectors, and compares it with what the project has seen of it.
 * @throws `REV_INDEX_INVALID`
 */
export async function loadIndex(
  projectPath: string | undefined,
  { file = ownIndex, keyFile }: IndexChoice = {},
  nowMs = Date.now(),
): Promise<VerifiedIndex> {
  const content = await readJsonObject(path.resolve(file)).catch(unreadable(file))
  if (content === undefined)
    throw new RevError('REV_INDEX_INVALID', `Failed to read ${file}: it is not there.`)
  const sequencesSeen = projectPath === undefined ? {} : await readSequencesSeen(projectPath)
  return verifyIndex(content, { keys: await keysOf(keyFile), sequencesSeen, nowMs })
}

async function keysOf(keyFile: string | undefined) {
  if (keyFile !== undefined) {
    return [readPublicKey(await readFile(keyFile, 'utf8').catch(unreadable(keyFile)))]
  }
  const { keys } = (await readJsonObject(ownKeys).catch(unreadable(ownKeys))) as {
    keys: readonly { publicKey: string }[]
  }
  return keys.map(({ publicKey }) => readPublicKey(publicKey))
}

const unreadable =
  (file: string) =>
  (cause: unknown): never => {
    throw new RevError('REV_INDEX_INVALID', `Failed to read ${file}: ${errorMessage(cause)}.`, {
      cause,
    })
  }
