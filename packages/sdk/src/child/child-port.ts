import { Socket } from 'node:net'
import type { ConnectorMessage } from '../protocol/connector-messages.ts'
import type { HostMessage } from '../protocol/host-messages.ts'
import { RevError } from '../errors.ts'
import { lineBytesMax, LineReader } from '../protocol/lines.ts'

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
  /** @throws RangeError or TypeError where the message has no JSON, `REV_CONNECTOR_CONTRACT` where it is too long */
  send(message: SentMessage): void
}

const leave = () => process.exit(0)

/** Opens the protocol descriptors; ends the process when the host is gone. */
export function openChildPort(onMessage: (message: HostMessage) => void): ChildPort {
  const input = new Socket({ fd: hostToConnector, readable: true, writable: false })
  const output = new Socket({ fd: connectorToHost, readable: false, writable: true })
  const reader = new LineReader((line) => {
    onMessage(parse(line) as HostMessage)
  }, leave)
  input.on('data', (bytes: Buffer) => reader.push(bytes))
  for (const stream of [input, output]) stream.on('error', leave).on('close', leave)
  return {
    send: (message) => {
      const line = stringify(message)
      if (line.length > lineBytesMax) throw tooLong(message.type)
      output.write(`${line}\n`)
    },
  }
}

function tooLong(type: string): RevError {
  const message = `Failed to send ${type} to the host: it is longer than ${lineBytesMax} characters.`
  return new RevError('REV_CONNECTOR_CONTRACT', message)
}
