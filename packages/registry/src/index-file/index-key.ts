import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { errorMessage, RevError } from '@revetl/sdk'

/** The id of a key: the start of the hash of its public half. */
export function keyIdOf(key: KeyObject): string {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({
    type: 'spki',
    format: 'der',
  })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

/** Reads a public ed25519 key in PEM. @throws `REV_INDEX_INVALID` */
export function readPublicKey(pem: string): KeyObject {
  return readKey(() => createPublicKey(pem))
}

/** Reads a private ed25519 key in PEM. @throws `REV_INDEX_INVALID` */
export function readPrivateKey(pem: string): KeyObject {
  return readKey(() => createPrivateKey(pem))
}

function readKey(read: () => KeyObject): KeyObject {
  try {
    const key = read()
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (cause) {
    throw new RevError('REV_INDEX_INVALID', `Failed to read a key: ${errorMessage(cause)}`, {
      cause,
    })
  }
  throw new RevError('REV_INDEX_INVALID', 'Failed to read a key: expected an ed25519 key in PEM.')
}
