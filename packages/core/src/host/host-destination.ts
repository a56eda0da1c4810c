import {
  bearer,
  defineDestination,
  type Destination,
  type Logger,
  type ManifestObject,
  type ManifestOperation,
  type ObjectDefinition,
  type OperationDefinition,
  type OperationSession,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { secretPaths, secretValues } from '@revetl/sdk/host'
import type { InstalledConnector } from '../connector.ts'
import type { CallScope, OpenDestination } from '../open-connections.ts'
import { openChildDestination } from './child/open-child-destination.ts'
import type { HostServices } from './host-services.ts'
import { standaloneServices } from './standalone-services.ts'
import { jsonSchemaConfig } from './json-schema-config.ts'

/** What a hosted connector may do. */
export interface HostDestinationOptions {
  readonly connector: InstalledConnector
  readonly projectPath: string
  /** Addresses that its requests may reach besides public ones. */
  readonly egressAllow?: readonly string[]
  readonly log?: Logger
}

type Open = (ctx: Pick<RunContext, 'config'>) => Promise<OpenDestination>

/**
 * A destination in a child process as a definition, so that whatever drives definitions drives it too, such as the
 * conformance suite. Its requests go through the gateway of its host and not through that of the calls.
 */
export function hostDestination(options: HostDestinationOptions): Destination {
  const { connector } = options
  const { manifest } = connector
  const services = standaloneServices(options)
  const opened = new Map<unknown, Promise<OpenDestination>>()
  const open: Open = ({ config }) => {
    const opening = opened.get(config) ?? openOne(connector, services, config)
    opened.set(config, opening)
    return opening
  }
  const { dynamicObject } = manifest
  return defineDestination<unknown>({
    id: manifest.id,
    apiVersion: 1,
    vendor: manifest.vendor,
    config: jsonSchemaConfig(manifest.configSchema),
    configJsonSchema: manifest.configSchema,
    // Only whether requests are signed is known here; by what, is the affair of the host.
    ...(manifest.hasAuth ? { auth: () => bearer('signed by the host') } : {}),
    network: { hosts: [] },
    check: async (ctx) => (await open(ctx)).check(ctx.signal),
    discover: async (ctx, request) => (await open(ctx)).discover(ctx.signal, request),
    objects: mapValues(manifest.objects, (object) => hostedObject(object, open)),
    ...(dynamicObject === undefined ? {} : { dynamicObject: hostedObject(dynamicObject, open) }),
    close: async ({ config }) => {
      const one = await opened.get(config)
      opened.delete(config)
      await one?.[Symbol.asyncDispose]()
    },
  })
}

function openOne(
  connector: InstalledConnector,
  services: HostServices,
  config: unknown,
): Promise<OpenDestination> {
  return openChildDestination(
    {
      name: connector.manifest.id,
      kind: 'destination',
      connector,
      config: config as Readonly<Record<string, unknown>>,
      secrets: secretValues(secretPaths(connector.manifest.configSchema), config),
      place: { file: 'rev.yaml', line: 1, column: 1 },
    },
    services,
  )
}

function hostedObject(object: ManifestObject, open: Open): ObjectDefinition {
  const { hasLookup, operations, ...described } = object
  const lookup: ObjectDefinition['lookup'] = async (request, ctx) =>
    (await open(ctx)).lookup(request, scopeOf(ctx, true))
  return {
    ...described,
    operations: mapValues(operations, (operation) =>
      hostedOperation(operation, open),
    ) as ObjectDefinition['operations'],
    ...(hasLookup ? { lookup } : {}),
  }
}

function hostedOperation(operation: ManifestOperation, open: Open): OperationDefinition {
  const { hasSession, ...declared } = operation
  return {
    ...declared,
    ...(hasSession ? { session: hostedSession(open) } : {}),
    write: async (batch, ctx) => {
      const { outcomes, error } = await (
        await open(ctx)
      ).write(batch, {
        ...scopeOf(ctx, declared.resend === 'safe'),
        idempotencyKey: batch.idempotencyKey,
        records: batch.changes.length,
      })
      if (error !== undefined) throw error
      return outcomes as readonly Outcome[]
    },
  }
}

function hostedSession(open: Open): OperationSession<unknown> {
  const step =
    (name: 'open' | 'commit' | 'abort'): OperationSession<unknown>['open'] =>
    async (info, ctx) =>
      (await open(ctx)).session(name, info, scopeOf(ctx, false))
  return { open: step('open'), commit: step('commit'), abort: step('abort') }
}

function scopeOf({ run, signal }: RunContext, isResendable: boolean): CallScope {
  return { run, signal, isResendable }
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
