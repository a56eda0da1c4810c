import { configJsonSchema } from '../config-schema/config-json-schema.ts'
import type { ObjectDefinition, OperationDefinition } from '../destination.ts'
import { checkDefinition } from './check-definition.ts'
import type { Manifest, ManifestObject, ManifestOperation } from './manifest.ts'

/**
 * The manifest of a connector's definition, which is checked first; the same for the same code.
 * @throws `REV_CONNECTOR_INVALID`, `REV_CONNECTOR_VERSION`, `REV_CONFIG_SCHEMA`
 */
export async function manifestOf(definition: unknown): Promise<Manifest> {
  const connector = checkDefinition(definition)
  const {
    kind,
    id,
    apiVersion,
    vendor,
    title = vendor.name,
    auth,
    network,
    permissions,
  } = connector
  const shared = {
    manifestVersion: 1,
    kind,
    id,
    apiVersion,
    title,
    vendor,
    configSchema: await configJsonSchema(connector),
    hasAuth: auth !== undefined,
    hosts: typeof network.hosts === 'function' ? 'config' : network.hosts,
    ...(permissions === undefined ? {} : { permissions }),
  } as const
  if (connector.kind === 'source') {
    const { duckdbQuery, sql, pushdown } = connector
    return {
      ...shared,
      objects: {},
      readsInDuckdb: duckdbQuery !== undefined,
      ...(sql === undefined ? {} : { sql }),
      ...(pushdown === undefined ? {} : { pushdown: pushdown.dialect }),
    }
  }
  const { objects, dynamicObject } = connector
  return {
    ...shared,
    objects: mapValues(objects, manifestObject),
    ...(dynamicObject === undefined ? {} : { dynamicObject: manifestObject(dynamicObject) }),
  }
}

/** A manifest as its file has it. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

function manifestObject(object: ObjectDefinition): ManifestObject {
  const { title, description, fields, isOpen = false, lookup, visibleAfterMs, operations } = object
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    fields,
    isOpen,
    hasLookup: lookup !== undefined,
    ...(visibleAfterMs === undefined ? {} : { visibleAfterMs }),
    operations: mapValues(operations, manifestOperation),
  }
}

function manifestOperation(operation: OperationDefinition): ManifestOperation {
  const { write: _write, session, ...declared } = operation
  return { ...declared, hasSession: session !== undefined }
}

function mapValues<From, To>(
  values: Readonly<Record<string, From | undefined>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, map(value)]],
    ),
  )
}
