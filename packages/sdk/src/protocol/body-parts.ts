import { isUtf8 } from 'node:buffer'

// As text a byte can become six characters of a line; a larger body travels as base64, where 40 MiB fit into one.
const textBytesMax = 8 * 1024 * 1024

/** The parts of a message that hold a body where no bytes follow the line. */
export interface BodyParts {
  readonly body?: string | undefined
  readonly bodyBase64?: string | undefined
}

/** A body as parts of a message: text where it is UTF-8. */
export function toBodyParts(body: string | Uint8Array): BodyParts {
  if (typeof body === 'string') return { body }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return bytes.length <= textBytesMax && isUtf8(bytes)
    ? { body: bytes.toString('utf8') }
    : { bodyBase64: bytes.toString('base64') }
}

/** The body in the parts of a message; undefined where there is none. */
export function fromBodyParts({ body, bodyBase64 }: BodyParts): Buffer | string | undefined {
  return bodyBase64 === undefined ? body : Buffer.from(bodyBase64, 'base64')
}
