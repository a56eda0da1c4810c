import type { Catalog, DiscoveredObject, DiscoveredOperation, OperationName } from '@revetl/sdk'
import type { HttpConfig } from './config/config.ts'
import type { ObjectConfig } from './config/objects.ts'
import type { OperationConfig } from './config/operation.ts'

/** The objects that the configuration describes. */
export function catalogOf(config: HttpConfig): Catalog {
  return {
    objects: Object.entries(config.objects).map(([name, object]) =>
      toDiscovered(name, object, config),
    ),
    isOpen: false,
  }
}

function toDiscovered(name: string, object: ObjectConfig, config: HttpConfig): DiscoveredObject {
  const fields = Object.entries(object.fields).map(
    ([field, { type, ...options }]) => [field, { type, ...withoutUndefined(options) }] as const,
  )
  const operations = Object.entries(object.operations).flatMap(([operation, described]) =>
    described === undefined
      ? []
      : [[operation, toOperation(operation as OperationName, described, config)] as const],
  )
  return {
    name,
    ...(object.title === undefined ? {} : { title: object.title }),
    fields: Object.fromEntries(fields),
    operations: Object.fromEntries(operations),
    isOpen: object.isOpen ?? fields.length === 0,
  }
}

function toOperation(
  name: OperationName,
  operation: OperationConfig,
  { signature }: HttpConfig,
): DiscoveredOperation {
  const { send, recordsMax = 100, bytesMax, idempotencyHeader, atomicity } = operation
  const resend = operation.resend ?? defaultResend(name, idempotencyHeader !== undefined)
  // One key and one message id belong to a batch, so a request of one record is a batch of its own.
  const isSingle = send === 'record' && (idempotencyHeader !== undefined || signature !== undefined)
  return {
    matchOn: operation.matchOn,
    batch: {
      recordsMax: isSingle ? 1 : recordsMax,
      ...(bytesMax === undefined ? {} : { bytesMax }),
    },
    atomicity: send === 'batch' && atomicity === 'all-or-nothing' ? atomicity : 'per-record',
    resend,
    sends: operation.sends,
    ...(resend === 'key' ? { keyLifetimeMs: operation.keyLifetimeMs } : {}),
    ...(operation.inFlightMax === undefined ? {} : { inFlightMax: operation.inFlightMax }),
  }
}

function defaultResend(name: OperationName, hasKey: boolean): 'safe' | 'key' | 'unsafe' {
  if (hasKey) return 'key'
  return name === 'create' || name === 'append' ? 'unsafe' : 'safe'
}

function withoutUndefined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
