import { createPrivateKey, type KeyObject } from 'node:crypto'
import { RevError, type JwtBearerGrant } from '@revetl/sdk'

// RS256 with a shorter key is forbidden: https://www.rfc-editor.org/rfc/rfc7518#section-3.3 (read 2026-11-27)
const rsaBitsMin = 2048

/** The text of a PEM key with line ends that are ones: variables of the environment often hold them as `\n`. */
export function privateKeyText(privateKey: string): string {
  return privateKey.replaceAll('\\r', '').replaceAll('\\n', '\n').trim()
}

/** The key that signs for a grant. @throws `REV_AUTH_INVALID`, which never shows any of it. */
export function readPrivateKey(grant: JwtBearerGrant): KeyObject {
  const text = privateKeyText(grant.privateKey)
  const { algorithm = 'RS256' } = grant
  const expected = expectedOf[algorithm]
  const key = parseKey(text)
  if (key === undefined) throw badKey(expected.name, kindOfText(text))
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type !== expected.type) throw badKey(expected.name, `a key of type ${type ?? 'unknown'}`)
  if (type === 'rsa' && (details?.modulusLength ?? 0) < rsaBitsMin) {
    throw badKey(expected.name, `an RSA key of ${details?.modulusLength} bits`)
  }
  if (type === 'ec' && details?.namedCurve !== 'prime256v1') {
    throw badKey(expected.name, `an EC key on the curve ${details?.namedCurve}`)
  }
  return key
}

const expectedOf = {
  RS256: { type: 'rsa', name: `an RSA key of at least ${rsaBitsMin} bits for RS256` },
  ES256: { type: 'ec', name: 'an EC key on the curve P-256 for ES256' },
} as const

function parseKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text)
  } catch {
    // What OpenSSL says of a text that it cannot read helps nobody, so `kindOfText` says it instead.
    return undefined
  }
}

function kindOfText(text: string): string {
  if (text === '') return 'an empty text'
  if (/^\s*\{/.test(text)) return 'a JSON text: give the value of its private_key'
  if (!text.includes('-----BEGIN'))
    return 'a text that does not begin with -----BEGIN PRIVATE KEY-----'
  if (/BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(text)) return 'an encrypted key'
  if (text.includes('BEGIN CERTIFICATE')) return 'a certificate'
  if (text.includes('PUBLIC KEY')) return 'a public key'
  return 'a damaged key'
}

function badKey(expected: string, got: string): RevError {
  return new RevError(
    'REV_AUTH_INVALID',
    `Failed to read the private key of the connection. Expected ${expected}, in PEM form and not encrypted; got ${got}.`,
    { delivery: 'auth', hint: 'Give the key as ${file:…}, or as one variable with its line ends.' },
  )
}
