import { createFileRegistry, fromJson, type JsonValue } from '@bufbuild/protobuf'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

/** A session, as far as it is read. */
export interface Session {
  readonly streams: readonly { readonly name: string }[]
  readonly arrowSchema?: { readonly serializedSchema: Uint8Array }
}

/** An answer with some rows. */
export interface Answer {
  readonly arrowRecordBatch?: { readonly serializedRecordBatch: Uint8Array }
  readonly rowCount: bigint
}

/** `DataFormat.ARROW` */
export const arrowFormat = 2

const name = 'google.cloud.bigquery.storage.v1'

// What is used of Google's messages, by their numbers; what else comes is passed over:
// https://github.com/googleapis/googleapis/tree/master/google/cloud/bigquery/storage/v1 (read 2026-11-28)
const messages: Readonly<Record<string, readonly JsonValue[]>> = {
  CreateReadSessionRequest: [
    scalar(1, 'parent', 'STRING'),
    message(2, 'read_session', 'ReadSession'),
    scalar(3, 'max_stream_count', 'INT32'),
  ],
  ReadSession: [
    // An enum, which is a number on the wire.
    scalar(3, 'data_format', 'INT32'),
    message(5, 'arrow_schema', 'ArrowSchema'),
    scalar(6, 'table', 'STRING'),
    message(10, 'streams', 'ReadStream', 'REPEATED'),
  ],
  ReadStream: [scalar(1, 'name', 'STRING')],
  ArrowSchema: [scalar(1, 'serialized_schema', 'BYTES')],
  ReadRowsRequest: [scalar(1, 'read_stream', 'STRING'), scalar(2, 'offset', 'INT64')],
  ReadRowsResponse: [
    message(4, 'arrow_record_batch', 'ArrowRecordBatch'),
    scalar(6, 'row_count', 'INT64'),
  ],
  ArrowRecordBatch: [scalar(1, 'serialized_record_batch', 'BYTES')],
}

const methods = [
  {
    name: 'CreateReadSession',
    inputType: `.${name}.CreateReadSessionRequest`,
    outputType: `.${name}.ReadSession`,
  },
  {
    name: 'ReadRows',
    inputType: `.${name}.ReadRowsRequest`,
    outputType: `.${name}.ReadRowsResponse`,
    serverStreaming: true,
  },
]

const registry = createFileRegistry(
  fromJson(FileDescriptorSetSchema, {
    file: [
      {
        name: 'storage.proto',
        package: name,
        syntax: 'proto3',
        messageType: Object.entries(messages).map(([of, field]) => ({
          name: of,
          field: [...field],
        })),
        service: [{ name: 'BigQueryRead', method: methods }],
      },
    ],
  }),
)

/** The two methods that a read needs. */
export const service = required(registry.getService(`${name}.BigQueryRead`))

function scalar(number: number, of: string, type: string): JsonValue {
  return { name: of, number, type: `TYPE_${type}`, label: 'LABEL_OPTIONAL' }
}

function message(number: number, of: string, type: string, label = 'OPTIONAL'): JsonValue {
  const typeName = `.${name}.${type}`
  return { name: of, number, type: 'TYPE_MESSAGE', typeName, label: `LABEL_${label}` }
}

function required<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new TypeError('The service is not described.')
  return found
}
