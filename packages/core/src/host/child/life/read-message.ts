import { parseJson, RevError } from '@revetl/sdk'
import {
  connectorMessages,
  type ConnectorMessage,
  type ProtocolVersion,
} from '@revetl/sdk/protocol'

type Type = keyof typeof connectorMessages

/** What a line of a connector is: a message, or one of a type that is not known here. */
export type ReadLine = {
  /** How many bytes follow the line, where it says so; from version 2 on. */
  readonly bytes: number | undefined
} & (
  | { readonly kind: 'message'; readonly message: ConnectorMessage }
  | { readonly kind: 'unknown'; readonly type: string }
)

/** Reads one line of a connector. @throws `REV_CONNECTOR_CONTRACT` for what is no message, or a malformed one */
export function readMessage(line: string, protocol: ProtocolVersion): ReadLine {
  const value = parse(line)
  const type =
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (typeof type !== 'string') throw broken('a line without a type')
  const bytes = protocol === 1 ? undefined : bytesAfter(value as { readonly bytes?: unknown })
  if (!Object.hasOwn(connectorMessages, type)) {
    return { kind: 'unknown', type: type.slice(0, 100), bytes }
  }
  // Records that are read back keep every digit.
  const exact = type === 'result' ? parseJson(line) : value
  const checked = connectorMessages[type as Type].safeParse(exact)
  if (checked.success) return { kind: 'message', message: checked.data, bytes }
  const [issue] = checked.error.issues
  const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
  throw broken(`a malformed ${type} (${where.slice(0, 500)})`)
}

function bytesAfter({ bytes }: { readonly bytes?: unknown }): number | undefined {
  if (bytes === undefined) return undefined
  if (Number.isSafeInteger(bytes) && (bytes as number) >= 0) return bytes as number
  throw broken('a message that does not say how many bytes follow it')
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    // The text is not quoted: it may hold records.
    throw broken('a line that is not JSON')
  }
}

function broken(what: string): RevError {
  return new RevError('REV_CONNECTOR_CONTRACT', `The connector sent ${what}.`)
}
