import type { HandlerTools } from '@revetl/testkit/simulator'
import { checkValues } from './check-values.ts'
import { failure, type SalesforceError } from './errors.ts'
import type { ObjectMeta } from './metadata.ts'
import type { Org, OrgRecord } from './org.ts'
import { isScalar, scalarText } from './scalar.ts'

/** One record of a call or of a job. */
export interface RecordWrite {
  readonly operation: 'insert' | 'update' | 'upsert' | 'delete'
  readonly object: ObjectMeta
  /** For upserts. */
  readonly matchField?: string
  /** For updates and deletes. */
  readonly id?: string
  /** By field; a reference by another record's field is `{ field: value }` under the name of its relationship. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What became of it. */
export type RecordResult =
  | { readonly id: string; readonly isNew: boolean }
  | { readonly error: SalesforceError }

/** Records whose next write finds them locked, by the text of any of their values. */
export type Locks = Set<string>

/** Writes one record as all APIs of Salesforce do. */
export function writeRecord(
  org: Org,
  locks: Locks,
  write: RecordWrite,
  tools: Pick<HandlerTools, 'accept' | 'nowMs'>,
): RecordResult {
  const { object, operation } = write
  const locked = [write.id, ...Object.values(write.values)].find((one) =>
    locks.has(scalarText(one)),
  )
  if (locked !== undefined) {
    locks.delete(scalarText(locked))
    const message = 'unable to obtain exclusive access to this record or 1 records: 001000000000001'
    return { error: failure('UNABLE_TO_LOCK_ROW', message) }
  }
  const target = findTarget(org, write)
  if ('error' in target) return target
  const { record } = target
  if (operation === 'delete') return remove(org, object, record, tools)
  const resolved = resolveReferences(org, object, write.values)
  if ('error' in resolved) return resolved
  const { values } = resolved
  const isNew = record === undefined
  const error = checkValues(org, object, values, { isNew, ownId: record?.id })
  if (error) return { error }
  const written = record ?? org.insert(object, values, tools.nowMs)
  if (record) org.update(object, record, values)
  tools.accept({ object: object.name, operation, key: written.id, payload: values })
  return { id: written.id, isNew }
}

type Target = { readonly record: OrgRecord | undefined } | { readonly error: SalesforceError }

function findTarget(org: Org, { operation, object, matchField, id, values }: RecordWrite): Target {
  if (operation === 'insert') return { record: undefined }
  if (operation === 'upsert') return findByExternalId(org, object, matchField ?? '', values)
  if (id === undefined || !/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(id)) {
    return {
      error: failure('MALFORMED_ID', `${object.name} ID: id value of incorrect type: ${id}`, [
        'Id',
      ]),
    }
  }
  const record = org.byId(object.name, id)
  if (record) return { record }
  return org.isDeleted(id)
    ? { error: failure('ENTITY_IS_DELETED', 'entity is deleted') }
    : { error: failure('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id') }
}

function findByExternalId(
  org: Org,
  object: ObjectMeta,
  matchField: string,
  values: RecordWrite['values'],
): Target {
  const value = values[matchField]
  if (value === undefined || value === null) {
    return { error: failure('MISSING_ARGUMENT', `${matchField} not specified`) }
  }
  const [record, ...others] = org.find(object.name, matchField, value)
  if (others.length === 0) return { record }
  const ids = [record, ...others].map((one) => one?.id).join(', ')
  return {
    error: failure(
      'DUPLICATE_EXTERNAL_ID',
      `${matchField}: more than one record found for external id field: [${ids}]`,
    ),
  }
}

function remove(
  org: Org,
  object: ObjectMeta,
  record: OrgRecord | undefined,
  { accept }: Pick<HandlerTools, 'accept'>,
): RecordResult {
  if (!record) return { error: failure('ENTITY_IS_DELETED', 'entity is deleted') }
  org.delete(object, record)
  accept({ object: object.name, operation: 'delete', key: record.id, payload: null })
  return { id: record.id, isNew: false }
}

type Resolved =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly error: SalesforceError }

/** Looks up the records that are referred to by their external ids. */
function resolveReferences(org: Org, object: ObjectMeta, values: RecordWrite['values']): Resolved {
  const resolved: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (isScalar(value)) {
      resolved[name] = value
      continue
    }
    const reference = object.fields.find(({ relationship }) => relationship === name)
    const { attributes, ...key } = value as { attributes?: { type?: string } }
    const [[field, text] = []] = Object.entries(key)
    const targets = reference?.referenceTo ?? []
    const target = targets.length > 1 ? attributes?.type : targets[0]
    if (!reference || target === undefined || field === undefined) {
      return {
        error: failure('INVALID_FIELD', `No such relation '${name}' on entity '${object.name}'`),
      }
    }
    const [found, ...others] = org.find(target, field, text)
    if (!found || others.length > 0) {
      const message = `Foreign key external ID: ${scalarText(text)} not found for field ${field} in entity ${target}`
      return { error: failure('INVALID_FIELD', message) }
    }
    resolved[reference.name] = found.id
  }
  return { values: resolved }
}
