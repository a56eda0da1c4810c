import type { Catalog, Manifest, ManifestObject, OperationName } from '@revetl/sdk'
import { withDiscovered } from '@revetl/sdk/host'

/** Airbyte's ways to write, and what rev calls them; the first that an object has. */
export const operationsOfMode: Readonly<Record<string, readonly OperationName[]>> = {
  append: ['append', 'create'],
  append_dedup: ['upsert'],
  update: ['update'],
  soft_delete: ['delete'],
  overwrite: ['replace'],
}

const typeSchemas: Readonly<Record<string, object>> = {
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  number: { type: 'number' },
  json: {},
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
  timestamptz: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
}

/** The ways to write that any object of a destination has. */
export function syncModesOf({ objects, dynamicObject }: Manifest): readonly string[] {
  const all = [...Object.values(objects), ...(dynamicObject === undefined ? [] : [dynamicObject])]
  return Object.keys(operationsOfMode).filter((mode) =>
    all.some((object) => operationFor(object, mode) !== undefined),
  )
}

/** The operation by which an object is written in one of Airbyte's modes. */
export function operationFor(object: ManifestObject, mode: string): OperationName | undefined {
  return operationsOfMode[mode]?.find((name) => object.operations[name] !== undefined)
}

/** An object with what the account says of it; undefined where there is none of this name. */
export function objectOf(
  manifest: Manifest,
  catalog: Catalog,
  name: string,
): ManifestObject | undefined {
  const discovered = catalog.objects.find((object) => object.name === name)
  const own = Object.hasOwn(manifest.objects, name) ? manifest.objects[name] : undefined
  const isOpen = catalog.isOpen ?? manifest.dynamicObject?.isOpen ?? false
  const described = own ?? (discovered !== undefined || isOpen ? manifest.dynamicObject : undefined)
  return described && withDiscovered(described, discovered)
}

/** Airbyte's destination catalogue: one entry for each object and each way to write it. */
export function destinationOperations(manifest: Manifest, catalog: Catalog): readonly object[] {
  const names = new Set([
    ...Object.keys(manifest.objects),
    ...catalog.objects.map(({ name }) => name),
  ])
  return [...names].flatMap((name) => {
    const object = objectOf(manifest, catalog, name)
    if (object === undefined) return []
    return Object.keys(operationsOfMode).flatMap((mode) => {
      const operation = operationFor(object, mode)
      if (operation === undefined) return []
      const keys = matchingKeys(object.operations[operation]?.matchOn)
      return [
        {
          object_name: name,
          sync_mode: mode,
          json_schema: schemaOf(object),
          ...(keys.length === 0 ? {} : { matching_keys: keys }),
        },
      ]
    })
  })
}

/** Airbyte knows single fields as keys; where all keys have several, those of the first are named. */
function matchingKeys(matchOn: readonly (readonly string[])[] | undefined): string[][] {
  const single = (matchOn ?? []).filter((set) => set.length === 1)
  return (single.length > 0 ? single.flat() : (matchOn?.[0] ?? [])).map((field) => [field])
}

function schemaOf({ fields, isOpen }: ManifestObject): object {
  const writable = Object.entries(fields).filter(([, field]) => field.readOnly !== true)
  return {
    type: 'object',
    properties: Object.fromEntries(
      writable.map(([name, { type, description, maxLength }]) => [
        name,
        {
          ...(typeSchemas[type] ?? { type: 'string' }),
          ...(description === undefined ? {} : { description }),
          ...(maxLength === undefined ? {} : { maxLength }),
        },
      ]),
    ),
    required: writable.filter(([, field]) => field.required === true).map(([name]) => name),
    additionalProperties: isOpen,
  }
}
