import type { OperationName } from './batch.ts'
import type { DiscoveredObject } from './destination.ts'
import type { FieldDefinition } from './fields.ts'

/** What an object of a definition and one of a manifest have in common. */
interface DescribedObject {
  readonly fields: Readonly<Record<string, FieldDefinition>>
  readonly isOpen?: boolean
  readonly operations: { readonly [Name in OperationName]?: object | undefined }
}

/** An object as the account has it: what is discovered wins over what is described. */
export function withDiscovered<Described extends DescribedObject>(
  object: Described,
  discovered: DiscoveredObject | undefined,
): Described {
  if (discovered === undefined) return object
  const { fields, isOpen, operations } = discovered
  return {
    ...object,
    fields: { ...object.fields, ...fields },
    ...(isOpen === undefined ? {} : { isOpen }),
    operations: mergeOperations(object.operations, operations),
  }
}

function mergeOperations(
  described: DescribedObject['operations'],
  discovered: DiscoveredObject['operations'],
): DescribedObject['operations'] {
  if (discovered === undefined) return described
  const names = (Object.keys(described) as OperationName[]).filter((name) => discovered[name])
  return Object.fromEntries(
    names.map((name) => [name, { ...described[name], ...discovered[name] }]),
  )
}
