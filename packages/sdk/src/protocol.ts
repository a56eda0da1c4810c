// The wire protocol between a host and a connector in a process of its own; docs/protocol.md explains it.
export {
  connectorMessages,
  wireOutcome,
  type ConnectorMessage,
  type ConnectorMessageOf,
} from './protocol/connector-messages.ts'
export { hostMessages, type HostMessage } from './protocol/host-messages.ts'
export { fromBodyParts, toBodyParts, type BodyParts } from './protocol/body-parts.ts'
export { splitIds } from './protocol/joined-ids.ts'
export { protocolJsonSchema } from './protocol/json-schema.ts'
export { LineWriter } from './protocol/line-writer.ts'
export {
  lineBytesMax,
  LineReader,
  protocolVersions,
  type ProtocolVersion,
} from './protocol/lines.ts'
export {
  packChanges,
  unpackChanges,
  type ChangeGroup,
  type PackedChanges,
} from './protocol/packed-changes.ts'
export { packColumns, unpackColumns } from './protocol/packed-columns.ts'
export { fromRecordsBody, type RecordsBody } from './protocol/records-body.ts'
export { resultSchemas } from './protocol/result-schemas.ts'
export { errorFromWire, errorToWire, type WireError } from './protocol/wire-error.ts'
