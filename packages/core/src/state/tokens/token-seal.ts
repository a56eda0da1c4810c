import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { RevError } from '@revetl/sdk'

/** Where the key of tokens comes from. */
export interface TokenKey {
  /** What to call it in messages. */
  readonly name: string
  /** The key; undefined where there is none yet. */
  read(): Buffer | undefined
  /** The key, made where there is none. */
  make(): Buffer
}

/** Encrypts what is kept of tokens, and decrypts it. */
export interface TokenSeal {
  seal(id: string, text: string): string
  /** @throws `REV_AUTH_KEY` where the key is not the one that sealed it, `REV_STATE_BROKEN` where the text was changed */
  open(id: string, sealed: string): string
}

interface Sealed {
  readonly v: 1
  /** Names the key, so that another one is told from a damaged text. */
  readonly key: string
  readonly iv: string
  /** The encrypted text, and after it the tag. */
  readonly data: string
}

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM, bound to the id: what was sealed for one connection opens for no other. */
export function createTokenSeal(key: TokenKey): TokenSeal {
  return {
    seal: (id, text) => {
      const bytes = key.make()
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(boundTo(id))
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      const sealed: Sealed = {
        v: 1,
        key: nameOf(bytes),
        iv: iv.toString('base64'),
        data: data.toString('base64'),
      }
      return JSON.stringify(sealed)
    },
    open: (id, text) => {
      const sealed = parse(id, text)
      const bytes = key.read()
      if (bytes === undefined) throw wrongKey(id, `${key.name} is missing`)
      if (sealed.key !== nameOf(bytes)) throw wrongKey(id, `${key.name} holds another key`)
      const data = Buffer.from(sealed.data, 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', bytes, Buffer.from(sealed.iv, 'base64'), {
          authTagLength: tagBytes,
        })
          .setAAD(boundTo(id))
          .setAuthTag(data.subarray(-tagBytes))
        return (
          decipher.update(data.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch {
        throw damaged(id)
      }
    },
  }
}

function boundTo(id: string): Buffer {
  return Buffer.from(`rev tokens 1 ${id}`)
}

function nameOf(key: Buffer): string {
  return createHash('sha256').update('rev token key').update(key).digest('hex').slice(0, 16)
}

function parse(id: string, text: string): Sealed {
  try {
    const sealed = JSON.parse(text) as Partial<Sealed>
    const { v, key, iv, data } = sealed
    if (v === 1 && typeof key === 'string' && typeof iv === 'string' && typeof data === 'string') {
      return { v, key, iv, data }
    }
  } catch {
    // No JSON is as damaged as another one.
  }
  throw damaged(id)
}

function wrongKey(id: string, why: string): RevError {
  return new RevError('REV_AUTH_KEY', `Failed to read the tokens of ${id}: ${why}.`, {
    delivery: 'auth',
    hint: `Give the key back that was there when they were kept; or rev auth logout ${id}, and log in again.`,
  })
}

function damaged(id: string): RevError {
  return new RevError(
    'REV_STATE_BROKEN',
    `Failed to read the tokens of ${id}: they were changed.`,
    {
      delivery: 'auth',
      hint: `rev auth logout ${id}, and log in again.`,
    },
  )
}
