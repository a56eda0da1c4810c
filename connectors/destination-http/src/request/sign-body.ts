import { createHmac } from 'node:crypto'
import type { SignatureConfig } from '../config/signature.ts'

/** What is signed. */
export interface SignedMessage {
  /** The same for every attempt. */
  readonly id: string
  readonly body: string
  /** Seconds since 1970. */
  readonly seconds: number
}

/** The headers that let a receiver trust a body and refuse an old one. */
export function signatureHeaders(
  config: SignatureConfig,
  { id, body, seconds }: SignedMessage,
): Record<string, string> {
  if (config.kind === 'standard-webhooks') {
    const key = Buffer.from(config.secret.replace(/^whsec_/, ''), 'base64')
    // A dot would let one part of the signed text pass for another.
    const message = `msg_${id.replaceAll('.', '-')}`
    const signature = hmac('sha256', key, `${message}.${seconds}.${body}`, 'base64')
    return {
      'webhook-id': message,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signature}`,
    }
  }
  const { algorithm, secret, encoding, prefix, header, timestampHeader } = config
  const text = timestampHeader === undefined ? body : `${seconds}.${body}`
  return {
    [header]: prefix + hmac(algorithm, secret, text, encoding),
    ...(timestampHeader === undefined ? {} : { [timestampHeader]: String(seconds) }),
  }
}

function hmac(
  algorithm: string,
  key: string | Buffer,
  text: string,
  encoding: 'hex' | 'base64',
): string {
  return createHmac(algorithm, key).update(text).digest(encoding)
}
