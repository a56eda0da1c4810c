import { RevError, type ManifestObject, type OperationName } from '@revetl/sdk'
import { suggestName, withDiscovered } from '@revetl/sdk/host'
import { createRedactor } from '@revetl/http'
import type { Connection } from '../connection.ts'
import type { DiscoveryReport, OfferedObject } from '../discovery-report.ts'
import { openDestination } from '../host/open-destination.ts'
import { openSource } from '../host/open-source.ts'
import { missingOperations } from '../mode-operations.ts'
import { syncModes } from '../project.ts'
import { asRevError } from './as-rev-error.ts'
import { findConnection } from './find-connection.ts'
import type { EngineServices } from './run-scope.ts'

/** What a connection has to offer, or one object of it. Writes nothing. */
export async function discoverConnection(
  services: EngineServices,
  name: string,
  { object, signal }: { readonly object: string | undefined; readonly signal: AbortSignal },
): Promise<DiscoveryReport> {
  const connection = findConnection(services.project, name)
  const { kind, connector } = connection
  const about = {
    connection: name,
    kind,
    connector: `${connector.packageName}@${connector.version}`,
  }
  const nothing = { tables: [], objects: [], isOpen: false }
  try {
    if (kind === 'destination') {
      return { ...about, ...nothing, ...(await offered(services, connection, { object, signal })) }
    }
    await using source = await openSource(connection, services.host)
    return { ...about, ...nothing, ...(await source.discover(signal)) }
  } catch (error) {
    throw asRevError(error, signal, createRedactor(connection.secrets))
  }
}

async function offered(
  { host }: EngineServices,
  connection: Connection,
  { object, signal }: { readonly object: string | undefined; readonly signal: AbortSignal },
): Promise<Pick<DiscoveryReport, 'objects' | 'isOpen'>> {
  await using destination = await openDestination(connection, host)
  const request = object === undefined ? undefined : { objects: [object] }
  const { objects, dynamicObject } = connection.connector.manifest
  const catalog = await destination.discover(signal, request)
  const found = new Map(catalog.objects.map((one) => [one.name, one]))
  const isOpen = catalog.isOpen ?? dynamicObject?.isOpen ?? false
  const listed = [...new Set([...Object.keys(objects), ...found.keys()])]
  const names = object === undefined ? listed : [object]
  if (object !== undefined && !listed.includes(object) && !isOpen) {
    throw new RevError(
      'REV_CONFIG_REFERENCE',
      `Failed to find ${object}: ${connection.name} has no such object.`,
      { place: connection.place, hint: suggestName(object, listed) },
    )
  }
  const describe = (one: string) => {
    const discovered = found.get(one)
    const described = withDiscovered(destination.describeObject(one), discovered)
    return offeredObject(one, described, discovered?.title)
  }
  return { objects: names.map(describe), isOpen }
}

function offeredObject(
  name: string,
  { title, description, fields, operations, isOpen, hasLookup }: ManifestObject,
  accountTitle: string | undefined,
): OfferedObject {
  const has = (operation: OperationName): boolean => operations[operation] !== undefined
  const rules = { onRemove: 'delete', onChange: 'append', has } as const
  const sets = Object.values(operations).flatMap((operation) => operation?.matchOn ?? [])
  const distinct = new Map(sets.map((set) => [set.join('\n'), set]))
  return {
    name,
    title: accountTitle ?? title,
    description,
    modes: syncModes.filter((mode) => missingOperations(mode, rules).length === 0),
    operations: Object.keys(operations) as OperationName[],
    matchOn: [...distinct.values()],
    fields: Object.entries(fields).map(([field, definition]) => ({ name: field, ...definition })),
    isOpen,
    hasLookup,
  }
}
