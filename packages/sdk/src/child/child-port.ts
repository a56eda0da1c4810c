import { Socket } from 'node:net'
import type { ConnectorMessage } from '../protocol/connector-messages.ts'
import type { HostMessage } from '../protocol/host-messages.ts'
import { RevError } from '../errors.ts'
import { toBodyParts } from '../protocol/body-parts.ts'
import { LineWriter } from '../protocol/line-writer.ts'
import { lineBytesMax, LineReader, type ProtocolVersion } from '../protocol/lines.ts'

const hostToConnector = 3
const connectorToHost = 4

// The connector shares this realm: what it does to JSON must not change what is said to the host.
const { parse, stringify } = JSON

/** A message to the host; the host checks its parts against the schemas. */
export type SentMessage = Readonly<Record<string, unknown>> & {
  readonly type: ConnectorMessage['type']
}

/** The connector's end of the two protocol descriptors. */
export interface ChildPort {
  /** The version that is spoken; the first one until the greeting agrees on another. */
  readonly protocol: ProtocolVersion
  speak(protocol: ProtocolVersion): void
  /**
   * Sends a message, with its body where it has one.
   * @throws RangeError or TypeError where the message has no JSON, `REV_CONNECTOR_CONTRACT` where it is too long
   */
  send(message: SentMessage, body?: string | Uint8Array): void
}

/** Takes a message of the host, and the bytes that follow it. */
export type TakeMessage = (message: HostMessage, bytes: Buffer | undefined) => void

// A process that ends at once has still said everything else.
const frequent: ReadonlySet<SentMessage['type']> = new Set(['http', 'outcome', 'chunk'])

const leave = () => process.exit(0)

/** Opens the protocol descriptors; ends the process when the host is gone. */
export function openChildPort(onMessage: TakeMessage): ChildPort {
  return new DescriptorPort(onMessage)
}

class DescriptorPort implements ChildPort {
  protocol: ProtocolVersion = 1
  readonly #reader = new LineReader((line) => this.#receive(line), leave)
  readonly #writer: LineWriter
  readonly #onMessage: TakeMessage

  constructor(onMessage: TakeMessage) {
    this.#onMessage = onMessage
    const input = new Socket({ fd: hostToConnector, readable: true, writable: false })
    input.on('data', (bytes: Buffer) => this.#reader.push(bytes))
    const output = new Socket({ fd: connectorToHost, readable: false, writable: true })
    this.#writer = new LineWriter(output)
    for (const stream of [input, output]) stream.on('error', leave).on('close', leave)
  }

  speak(protocol: ProtocolVersion): void {
    this.protocol = protocol
  }

  send(message: SentMessage, body?: string | Uint8Array): void {
    if (body === undefined) return this.#write(message.type, stringify(message))
    if (this.protocol === 1) {
      return this.#write(message.type, stringify({ ...message, ...toBodyParts(body) }))
    }
    const bytes = Buffer.byteLength(body)
    if (bytes > lineBytesMax) throw tooLong(message.type)
    // The connector may go on to use its own bytes.
    const kept = typeof body === 'string' ? body : Buffer.from(body)
    this.#write(message.type, stringify({ ...message, bytes }), kept)
  }

  #receive(line: string): void {
    const message = parse(line) as HostMessage
    const { bytes } = message as { readonly bytes?: number }
    if (bytes === undefined || this.protocol === 1) return this.#onMessage(message, undefined)
    this.#reader.take(bytes, (body) => this.#onMessage(message, body))
  }

  #write(type: SentMessage['type'], line: string, body?: string | Buffer): void {
    if (line.length > lineBytesMax) throw tooLong(type)
    if (frequent.has(type)) this.#writer.writeSoon(line, body)
    else this.#writer.write(line)
  }
}

function tooLong(type: string): RevError {
  const message = `Failed to send ${type} to the host: it is longer than ${lineBytesMax} characters.`
  return new RevError('REV_CONNECTOR_CONTRACT', message)
}
