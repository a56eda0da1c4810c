import type {
  BatchObject,
  Catalog,
  Destination,
  FieldDefinitions,
  ObjectDefinition,
  OperationDefinition,
  OperationName,
} from '@revetl/sdk'
import { RevError } from '@revetl/sdk'
import { withDiscovered } from '@revetl/sdk/host'
import type { BatchTarget } from './build-batch.ts'

/** An object by name: its definition and its fields, the discovered ones included. */
export function resolveObject<Config>(
  destination: Destination<Config>,
  catalog: Catalog | undefined,
  name: string,
): {
  readonly definition: ObjectDefinition<FieldDefinitions, Config>
  readonly object: BatchObject
} {
  const discovered = catalog?.objects.find((object) => object.name === name)
  const { objects, dynamicObject } = destination
  const isOpen = catalog?.isOpen ?? dynamicObject?.isOpen ?? false
  const dynamic = discovered !== undefined || isOpen ? dynamicObject : undefined
  const definition = Object.hasOwn(objects, name) ? objects[name] : dynamic
  if (definition === undefined) {
    const known = [...Object.keys(objects), ...(catalog?.objects ?? []).map((o) => o.name)]
    throw new RevError(
      'REV_USAGE',
      `Failed to find the object ${name}. Known: ${known.join(', ')}.`,
    )
  }
  const merged = withDiscovered(definition, discovered)
  return { definition: merged, object: { name, fields: merged.fields } }
}

/** An operation of an object with what its batches are for. */
export interface ResolvedOperation<Config> {
  readonly definition: ObjectDefinition<FieldDefinitions, Config>
  readonly operation: OperationDefinition<FieldDefinitions, Config>
  readonly target: BatchTarget
}

/** An operation by name, with the match fields that were asked for or else its first set. @throws `REV_USAGE` */
export function resolveOperation<Config>(
  destination: Destination<Config>,
  catalog: Catalog | undefined,
  wanted: {
    readonly object: string
    readonly operation: OperationName
    readonly matchOn: readonly string[] | undefined
  },
): ResolvedOperation<Config> {
  const { definition, object } = resolveObject(destination, catalog, wanted.object)
  const operation = definition.operations[wanted.operation]
  if (operation === undefined) {
    const known = Object.keys(definition.operations).join(', ')
    throw new RevError(
      'REV_USAGE',
      `Failed to ${wanted.operation} ${object.name}: the object allows ${known}.`,
    )
  }
  const matchOn = wanted.matchOn ?? operation.matchOn?.[0] ?? []
  return { definition, operation, target: { object, operation: wanted.operation, matchOn } }
}
