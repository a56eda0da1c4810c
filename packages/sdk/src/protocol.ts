// The wire protocol between a host and a connector in a process of its own; docs/protocol.md explains it.
export {
  connectorMessages,
  wireOutcome,
  type ConnectorMessage,
  type ConnectorMessageOf,
} from './protocol/connector-messages.ts'
export { hostMessages, type HostMessage } from './protocol/host-messages.ts'
export { protocolJsonSchema } from './protocol/json-schema.ts'
export { lineBytesMax, LineReader, protocolVersion } from './protocol/lines.ts'
export { resultSchemas } from './protocol/result-schemas.ts'
export { errorFromWire, errorToWire, type WireError } from './protocol/wire-error.ts'
