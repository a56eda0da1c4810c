import { promisify } from 'node:util'
import {
  brotliDecompress,
  gunzip,
  inflate,
  inflateRaw,
  zstdDecompress,
  type InputType,
  type ZlibOptions,
} from 'node:zlib'

type Decoder = (input: InputType, options: ZlibOptions) => Promise<Buffer>

const codingsMax = 5
const unzip = promisify(gunzip) as Decoder
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: unzip,
  'x-gzip': unzip,
  br: promisify(brotliDecompress) as Decoder,
  zstd: promisify(zstdDecompress) as Decoder,
  // RFC 9110 means the zlib format; some servers send raw deflate.
  deflate: (input, options) => (isZlib(input as Buffer) ? wrapped : bare)(input, options),
}
const wrapped = promisify(inflate) as Decoder
const bare = promisify(inflateRaw) as Decoder

/** The content codings that requests offer. */
export const acceptedCodings = 'gzip, br, zstd, deflate'

/**
 * Undoes the content codings of a body, none of which may grow beyond `bytesMax`: zlib counts while it writes and
 * stops there, so a bomb costs no more memory than the cap.
 * @throws Error that says in words what is wrong.
 */
export async function decodeBody(
  raw: Buffer,
  contentEncoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  if (contentEncoding === undefined || raw.length === 0) return raw
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > codingsMax) throw new Error(`it has ${codings.length} content codings`)
  let body = raw
  for (const coding of codings.reverse()) body = await decodeOnce(body, coding, bytesMax)
  return body
}

async function decodeOnce(body: Buffer, coding: string, bytesMax: number): Promise<Buffer> {
  const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
  if (decoder === undefined) throw new Error('its content coding is not known')
  try {
    return await decoder(body, { maxOutputLength: bytesMax })
  } catch (error) {
    const isTooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Error(
      isTooLarge ? 'it is too large after decoding' : `its ${coding} data is broken`,
      {
        cause: error,
      },
    )
  }
}

function isZlib(body: Buffer): boolean {
  return ((body[0] ?? 0) & 0x0f) === 8 && body.length > 1 && body.readUInt16BE(0) % 31 === 0
}
