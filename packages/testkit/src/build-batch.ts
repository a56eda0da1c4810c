import { createHash } from 'node:crypto'
import type {
  Batch,
  BatchField,
  BatchLimits,
  BatchObject,
  Change,
  OperationName,
  Value,
  ValueRecord,
  ValueType,
} from '@revetl/sdk'
import { isExactNumber, RevError } from '@revetl/sdk'
import { BatchChange, freezeBatch } from '@revetl/sdk/host'

/** The records of one write and what is said about them. */
export interface BatchRequest {
  readonly records: readonly ValueRecord[]
  /** Default: `removed` for `delete` and `remove`, else `added`. */
  readonly kinds?: readonly Change['kind'][]
  readonly remoteIds?: readonly (string | undefined)[]
  /** The types that the values come in; default the declared ones, else a guess from the values. */
  readonly types?: Readonly<Record<string, ValueType>>
  /** Default: one made from the content, the same for the same content. */
  readonly idempotencyKey?: string
  /** Default 1. */
  readonly attempt?: number
}

/** What a batch is for. */
export interface BatchTarget {
  readonly object: BatchObject
  readonly operation: OperationName
  readonly matchOn: readonly string[]
}

/** A frozen batch with one change for each record, in their order. */
export function buildBatch(target: BatchTarget, request: BatchRequest): Batch {
  const changes = request.records.map((record, index) => toChange(target, request, record, index))
  return freezeBatch({
    ...target,
    fields: batchFields(target.object, request),
    changes,
    idempotencyKey: request.idempotencyKey ?? contentKey(target, changes),
    attempt: request.attempt ?? 1,
  })
}

function toChange(
  { operation, matchOn }: BatchTarget,
  { kinds, remoteIds }: BatchRequest,
  record: ValueRecord,
  index: number,
): BatchChange {
  const isRemoval = operation === 'delete' || operation === 'remove'
  return new BatchChange({
    id: `change-${index + 1}`,
    kind: kinds?.[index] ?? (isRemoval ? 'removed' : 'added'),
    key: matchOn.length > 0 ? matchOn.map((name) => record[name] ?? null) : [index + 1],
    json: JSON.stringify(record),
    remoteId: remoteIds?.[index],
  })
}

/** The columns of a write: every name of any record, in the order in which they first occur. */
export function batchFields(
  object: BatchObject,
  { records, types = {} }: Pick<BatchRequest, 'records' | 'types'>,
): readonly BatchField[] {
  const names = new Set([...Object.keys(types), ...records.flatMap(Object.keys)])
  return [...names].map((name) => ({
    name,
    type:
      types[name] ??
      (Object.hasOwn(object.fields, name) ? object.fields[name]?.type : undefined) ??
      guessType(records.map((record) => record[name] ?? null)),
  }))
}

function guessType(values: readonly Value[]): ValueType {
  const value = values.find((candidate) => candidate !== null)
  if (isExactNumber(value)) return /[.eE]/.test(value.text) ? 'decimal' : 'integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'object' ? 'json' : 'string'
}

function contentKey({ object, operation }: BatchTarget, changes: readonly Change[]): string {
  const content = `${object.name}/${operation}/${changes.map(({ json }) => json).join()}`
  return createHash('sha256').update(content).digest('hex')
}

/** Refuses what a host never sends. @throws `REV_USAGE` */
export function checkLimits(batch: Batch, limits: BatchLimits): void {
  const { recordsMax, bytesMax = Infinity, uniqueBy = 'matchKey' } = limits
  const count = batch.changes.length
  if (count < 1 || count > recordsMax) {
    throw new RevError(
      'REV_USAGE',
      `Failed to write: expected 1 to ${recordsMax} records, got ${count}.`,
    )
  }
  const bytes = batch.changes.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, 1)
  if (bytes > bytesMax) {
    throw new RevError(
      'REV_USAGE',
      `Failed to write: expected at most ${bytesMax} bytes, got ${bytes}.`,
    )
  }
  const keys = new Set(batch.changes.map(({ key }) => JSON.stringify(key)))
  if (uniqueBy === 'matchKey' && keys.size < count) {
    throw new RevError('REV_USAGE', 'Failed to write: two records of one batch have the same key.')
  }
}
