/** The bytes of a key for tokens: AES with 256 bits. */
export const tokenKeyBytes = 32

/** The key that a text holds in base64, base64url or hex; undefined for any other text. */
export function tokenKeyFromText(text: string): Buffer | undefined {
  const trimmed = text.trim()
  if (/^[\da-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (!/^[\w+/-]{43}=?$/.test(trimmed)) return undefined
  const key = Buffer.from(trimmed, 'base64')
  return key.length === tokenKeyBytes ? key : undefined
}
