import {
  RevError,
  type BatchField,
  type Catalog,
  type Manifest,
  type OperationName,
  type Value,
  type ValueRecord,
} from '@revetl/sdk'
import type { ChangeRow } from '../../change-row.ts'
import type { OperationPlan } from '../../deliver/operation-plan.ts'
import { objectOf, operationFor } from './airbyte-catalog.ts'
import type { ConfiguredStream } from './airbyte-messages.ts'

/** A stream with everything that its records are written by. */
export interface StreamPlan {
  readonly name: string
  readonly object: string
  readonly objectFields: NonNullable<ReturnType<typeof objectOf>>['fields']
  readonly operation: OperationPlan
  readonly hasSession: boolean
  readonly fields: readonly BatchField[]
  /** A record's data as a change. */
  readonly toRow: (seq: number, data: ValueRecord) => ChangeRow
}

/** Plans a stream. @throws `REV_CONFIG_REFERENCE`, `REV_CONFIG_MODE` or `REV_CONFIG_KEY` where it cannot be written. */
export function planStream(
  configured: ConfiguredStream,
  manifest: Manifest,
  catalog: Catalog,
): StreamPlan {
  const { stream, destination_sync_mode: mode, destination_object_name: given } = configured
  const name = given ?? stream.name
  const object = objectOf(manifest, catalog, name)
  if (object === undefined) {
    throw failure('REV_CONFIG_REFERENCE', stream.name, `there is no object ${name}`)
  }
  const operationName = operationFor(object, mode)
  const operation = operationName && object.operations[operationName]
  if (operation === undefined || operationName === undefined) {
    throw failure('REV_CONFIG_MODE', stream.name, `${name} cannot be written by ${mode}`)
  }
  const matchOn = matchFields(configured, operation.matchOn)
  const hasField = (field: string) => object.isOpen || Object.hasOwn(object.fields, field)
  const named = Object.keys(stream.json_schema?.properties ?? object.fields).filter(hasField)
  const fields = operationName === 'delete' ? [...matchOn] : [...new Set([...named, ...matchOn])]
  return {
    name: stream.name,
    object: name,
    objectFields: object.fields,
    operation: {
      name: operationName,
      limits: operation.batch,
      resend: operation.resend,
      matchOn,
      onAmbiguous: operation.resend === 'unsafe' ? 'hold' : 'retry',
      visibleAfterMs: 0,
      inFlightMax: operation.inFlightMax ?? Infinity,
    },
    hasSession: operation.hasSession,
    fields: fields.map((field) => ({ name: field, type: object.fields[field]?.type ?? 'json' })),
    toRow: (seq, data) => toRow({ seq, data, fields, matchOn, operation: operationName }),
  }
}

function matchFields(
  { stream, primary_key: primaryKey = [] }: ConfiguredStream,
  matchOn: readonly (readonly string[])[] | undefined,
): readonly string[] {
  if (matchOn === undefined) return []
  const key = primaryKey.map((path) => path.join('.'))
  const found = matchOn.find(
    (set) => set.length === key.length && set.every((one) => key.includes(one)),
  )
  if (found !== undefined) return found
  if (key.length === 0 && matchOn[0] !== undefined) return matchOn[0]
  const sets = matchOn.map((set) => set.join(' and ')).join('; ')
  throw failure('REV_CONFIG_KEY', stream.name, `its key is ${key.join(' and ')}, expected ${sets}`)
}

function toRow(parts: {
  readonly seq: number
  readonly data: ValueRecord
  readonly fields: readonly string[]
  readonly matchOn: readonly string[]
  readonly operation: OperationName
}): ChangeRow {
  const { seq, data, fields, matchOn, operation } = parts
  const valueOf = (field: string): Value =>
    Object.hasOwn(data, field) ? (data[field] ?? null) : null
  const given = fields.filter((field) => Object.hasOwn(data, field))
  const match = JSON.stringify(matchOn.map(valueOf))
  return {
    seq,
    id: String(seq),
    kind: operation === 'delete' ? 'removed' : 'added',
    key: matchOn.length === 0 ? `[${seq}]` : match,
    fingerprint: String(seq),
    identity: String(seq),
    remoteId: undefined,
    isAgain: false,
    json: `{${given.map((field) => `${JSON.stringify(field)}:${JSON.stringify(valueOf(field))}`).join(',')}}`,
    match,
  }
}

function failure(
  code: 'REV_CONFIG_REFERENCE' | 'REV_CONFIG_MODE' | 'REV_CONFIG_KEY',
  stream: string,
  why: string,
): RevError {
  return new RevError(code, `Failed to write the stream ${stream}: ${why}.`)
}
