import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

const key = secret(
  annotate(z.string().min(1), {
    title: 'Secret',
    description: 'The key of the HMAC; for Standard Webhooks base64, with or without `whsec_`.',
  }),
)

// Headers, signed text and form of the key: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (read 2026-11-22)
const standardWebhooks = z.strictObject({
  kind: z.literal('standard-webhooks').meta({ title: 'Kind' }),
  secret: key.refine((text) => isBase64(text.replace(/^whsec_/, '')), {
    error: 'Expected base64, with or without whsec_ before it.',
  }),
})

const hmac = z.strictObject({
  kind: z.literal('hmac').meta({ title: 'Kind' }),
  secret: key,
  header: z
    .string()
    .min(1)
    .meta({ title: 'Header', description: 'The header that carries the signature.' }),
  algorithm: z
    .enum(['sha256', 'sha512', 'sha1'])
    .default('sha256')
    .meta({ title: 'Algorithm', description: 'The hash of the HMAC.' }),
  encoding: z
    .enum(['hex', 'base64'])
    .default('hex')
    .meta({ title: 'Encoding', description: 'How the signature is written.' }),
  prefix: z.string().default('').meta({
    title: 'Prefix',
    description: 'What stands before the signature, for example `sha256=`.',
  }),
  timestampHeader: z.string().min(1).optional().meta({
    title: 'Timestamp header',
    description:
      'The header that carries the seconds since 1970. With it, the signed text is `timestamp.body`, else the body.',
  }),
})

/** How bodies are signed. */
export const signatureSchema = z
  .discriminatedUnion('kind', [standardWebhooks, hmac])
  .meta({ title: 'Signature', description: 'Signs every body, so that the receiver can trust it.' })

/** The configured way of signing. */
export type SignatureConfig = z.output<typeof signatureSchema>

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length > 0
}
