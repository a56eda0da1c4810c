import {
  isRevError,
  RevError,
  type BatchField,
  type Column,
  type ManifestObject,
  type OperationName,
  type ReadRequest,
  type RunInfo,
} from '@revetl/sdk'
import { withDiscovered } from '@revetl/sdk/host'
import { withPlace } from '../host/locate-error.ts'
import { checkColumns } from '../config/check-columns.ts'
import { matchesByAccount } from '../config/check-sync.ts'
import { mappedFields } from '../config/mapped-fields.ts'
import type { CompiledMapping } from '../compiled-mapping.ts'
import type { OperationPlan } from '../deliver/operation-plan.ts'
import { compileMapping } from '../map/compile-mapping.ts'
import { limitLengths } from '../map/limit-lengths.ts'
import { modeOperations, type ModeOperations } from '../mode-operations.ts'
import type { OpenDestination } from '../open-connections.ts'
import type { MappedField, RunVariable } from '../mapped-field.ts'
import type { Project, Sync } from '../project.ts'

/** A sync with everything that its destination and its mapping decide. */
export interface PreparedSync {
  readonly sync: Sync
  readonly object: ManifestObject
  readonly operations: ModeOperations
  readonly matchOn: readonly string[]
  /** What is mapped, all columns named. */
  readonly fields: readonly MappedField[]
}

/** Finds the object as the account has it, and the operations that the mode needs. */
export async function prepareSync(
  sync: Sync,
  destination: OpenDestination,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<PreparedSync> {
  throwFirst(checkColumns(sync, columns))
  const object = await currentObject(sync, destination, signal)
  const operations = modeOperations(sync.mode, {
    onRemove: sync.onRemove,
    onChange: sync.onChange,
    has: (name) => object.operations[name] !== undefined,
  })
  for (const name of operationNames(operations)) {
    if (object.operations[name] === undefined) throw unsupported(sync, object, name)
  }
  const fields = mappedFields(sync, columns)
  return {
    sync,
    object,
    operations,
    fields,
    matchOn: matchFields(sync, object, operations, fields),
  }
}

async function currentObject(
  sync: Sync,
  destination: OpenDestination,
  signal: AbortSignal,
): Promise<ManifestObject> {
  const described = destination.describeObject(sync.object)
  const { objects: known } = sync.destination.connector.manifest
  // Objects that the connector describes itself need no question to the account, but for their own keys.
  if (Object.hasOwn(known, sync.object) && !matchesByAccount(sync, described)) return described
  const request = { objects: [sync.object] }
  const catalog = await destination.discover(signal, request).catch((error: unknown) => {
    // What is wrong with the configuration of the one object that was asked for is mended where it is named.
    const isConfig = isRevError(error) && error.code.startsWith('REV_CONFIG_')
    throw isConfig ? withPlace(error, sync.placeOf('object')) : error
  })
  const { objects, isOpen = described.isOpen } = catalog
  const found = objects.find(({ name }) => name === sync.object)
  if (found === undefined && !isOpen) {
    throw new RevError(
      'REV_CONFIG_REFERENCE',
      `Failed to use ${sync.object}: ${sync.destination.name} has no such object.`,
      {
        place: sync.placeOf('object'),
        hint: hintOf(objects.map(({ name }) => name)),
      },
    )
  }
  return withDiscovered(described, found)
}

const hintOf = (names: readonly string[]): string =>
  names.length > 0
    ? `It has ${names.slice(0, 20).join(', ')}.`
    : 'Check its name, and that the credentials may see it.'

/** The operations that a mode uses. */
export function operationNames(operations: ModeOperations): readonly OperationName[] {
  const { added, changed, removed } = operations
  return [...new Set([added, changed, removed])].filter((name) => name !== undefined)
}

function matchFields(
  sync: Sync,
  object: ManifestObject,
  operations: ModeOperations,
  fields: readonly MappedField[],
): readonly string[] {
  const sets = operationNames(operations).map((name) => object.operations[name]?.matchOn ?? [])
  const needed = sets.filter((set) => set.length > 0)
  if (sync.matchOn) return sync.matchOn
  if (needed.length === 0) return []
  const mapped = new Set(fields.map(({ field }) => field))
  const choice = needed[0]?.find(
    (choices) =>
      choices.every((field) => mapped.has(field)) &&
      needed.every((set) => set.some((other) => other.join('\n') === choices.join('\n'))),
  )
  if (choice) return choice
  throw new RevError(
    'REV_CONFIG_MAPPING',
    `Failed to prepare ${sync.name}: no mapped fields can find a record of ${sync.object}. Expected ${(needed[0] ?? []).map((set) => set.join(' + ')).join(' or ')} in map.`,
    { place: sync.placeOf('map'), hint: 'Map one of these fields, or name others with match.' },
  )
}

function unsupported(sync: Sync, object: ManifestObject, name: OperationName): RevError {
  return new RevError(
    'REV_CONFIG_MODE',
    `Failed to prepare ${sync.name}: mode ${sync.mode} needs the operation ${name}, which ${sync.object} does not have. Expected one of ${Object.keys(object.operations).join(', ')}.`,
    { place: sync.placeOf('mode') },
  )
}

/** How each operation of a sync is carried out. */
export function operationPlan(
  { sync, object, matchOn }: PreparedSync,
  name: OperationName,
): OperationPlan {
  const operation = object.operations[name]
  if (!operation) throw unsupported(sync, object, name)
  const defaults = { safe: 'retry', key: 'retry', reconcile: 'reconcile', unsafe: 'hold' } as const
  return {
    name,
    limits: {
      ...operation.batch,
      recordsMax: Math.min(operation.batch.recordsMax, sync.batchRecordsMax ?? Infinity),
    },
    resend: operation.resend,
    // An object that is yet to be made names no match fields; then the sync does.
    matchOn: operation.matchOn === undefined ? (sync.matchOn ?? []) : matchOn,
    onAmbiguous: sync.onAmbiguous ?? defaults[operation.resend],
    inFlightMax: operation.inFlightMax ?? Infinity,
    visibleAfterMs: object.visibleAfterMs ?? 0,
  }
}

/** What the variables of a mapping are in a run. */
export function variablesOf(
  { name }: Pick<Sync, 'name'>,
  { id, startedAt }: Pick<RunInfo, 'id' | 'startedAt'>,
): Readonly<Record<RunVariable, string>> {
  return { 'run.id': id, 'run.started_at': startedAt, 'sync.name': name }
}

/** The mapping of a sync over the columns that its model has. @throws `REV_CONFIG_MAPPING` */
export function compileSync(
  { fields, object }: PreparedSync,
  columns: readonly Column[],
  variables: Parameters<typeof compileMapping>[2],
): CompiledMapping {
  return limitLengths(compileMapping(fields, columns, variables), object.fields)
}

/** Throws the first of several errors with the rest behind it. */
export function throwFirst(errors: readonly RevError[]): void {
  const [first, ...others] = errors
  if (!first) return
  throw new RevError(first.code, first.message, {
    cause: first,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    ...(first.place === undefined ? {} : { place: first.place }),
    others,
  })
}

/** What a batch says of its fields. */
export function batchFields(mapping: CompiledMapping): readonly BatchField[] {
  return mapping.fields.map(({ field, type }) => ({ name: field, type }))
}

/** What is asked of the source; with the run that asks, where there is one. */
export function readRequest(
  project: Project,
  sync: Pick<Sync, 'model'>,
  run?: RunInfo,
): ReadRequest {
  const request = { model: sync.model.query, projectPath: project.path }
  return run ? { ...request, run } : request
}
