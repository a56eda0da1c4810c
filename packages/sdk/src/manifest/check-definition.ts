import { apiVersion, type Destination } from '../destination.ts'
import { RevError } from '../errors.ts'
import type { Source } from '../source.ts'
import { checkObject } from './check-object.ts'
import { isRecord } from './check-operation.ts'
import { checkPermissions } from './check-permissions.ts'
import { Problems, type Problem } from './problems.ts'

/** The ids of connectors, as in `destination-acme`. */
export const connectorIdPattern = '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'

/** Any connector's definition. */
export type Connector = Destination | Source

/**
 * Everything that is wrong with what a package exports as its definition, each with its place; empty for a good one.
 * Its type is a promise that JavaScript does not keep.
 */
export function definitionProblems(definition: unknown): readonly Problem[] {
  const problems = new Problems()
  if (!isRecord(definition)) {
    problems.add('expected the default export to be what defineDestination or defineSource gives')
    return problems.list
  }
  const { kind, id } = definition
  const isKind = problems.expect(
    kind === 'destination' || kind === 'source',
    'kind',
    'what defineDestination or defineSource gives',
    kind,
  )
  const isId = typeof id === 'string' && new RegExp(connectorIdPattern).test(id)
  problems.expect(isId, 'id', 'lower-case words joined by dashes', id)
  checkShared(definition, problems)
  if (isKind && kind === 'destination') checkDestination(definition, problems)
  if (isKind && kind === 'source') checkFunctions(definition, ['describe', 'read'], problems)
  return problems.list
}

/**
 * Takes a definition only when nothing is wrong with it.
 * @throws `REV_CONNECTOR_VERSION` for another version of the contract, else `REV_CONNECTOR_INVALID` at the first
 * problem with the rest in `others`.
 */
export function checkDefinition(definition: unknown): Connector {
  const version = isRecord(definition) ? definition['apiVersion'] : undefined
  if (isRecord(definition) && version !== apiVersion) {
    throw new RevError(
      'REV_CONNECTOR_VERSION',
      `Failed to load the connector: expected version ${apiVersion} of the contract, got ${String(version)}.`,
      { hint: 'Update rev or the connector, whichever is older.' },
    )
  }
  const [first, ...others] = definitionProblems(definition).map(problemToError)
  if (first === undefined) return definition as Connector
  throw others.length === 0 ? first : new RevError(first.code, first.message, { others })
}

function problemToError({ path, message }: Problem): RevError {
  const where = path === '' ? 'the connector' : path
  return new RevError('REV_CONNECTOR_INVALID', `Failed to load ${where}: ${message}.`)
}

function checkShared(definition: Readonly<Record<string, unknown>>, problems: Problems): void {
  const { vendor, network, config } = definition
  const vendorName = isRecord(vendor) ? vendor['name'] : undefined
  const isNamed = typeof vendorName === 'string' && vendorName !== ''
  problems.expect(isNamed, 'vendor.name', 'a name', vendorName)
  const hosts = isRecord(network) ? network['hosts'] : undefined
  const isHosts =
    typeof hosts === 'function' ||
    (Array.isArray(hosts) && hosts.every((host) => typeof host === 'string' && isHost(host)))
  problems.expect(isHosts, 'network.hosts', 'host names without scheme and path', hosts)
  problems.expect(
    isStandardSchema(config),
    'config',
    'a schema of Standard Schema 1',
    typeof config,
  )
  checkPermissions(definition['permissions'], problems.below('permissions'))
  checkFunctions(definition, ['check', 'discover'], problems)
  const given = ['auth', 'quotas', 'close', 'duckdbQuery'].filter(
    (name) => definition[name] !== undefined,
  )
  checkFunctions(definition, given, problems)
  const { sql } = definition
  problems.expect(sql === undefined || isRecord(sql), 'sql', 'quotes and literals', sql)
  checkPushdown(definition['pushdown'], problems.below('pushdown'))
}

function checkPushdown(pushdown: unknown, problems: Problems): void {
  if (pushdown === undefined) return
  if (!isRecord(pushdown)) return problems.add('expected a dialect and functions')
  problems.expect(isRecord(pushdown['dialect']), 'dialect', 'a dialect', pushdown['dialect'])
  checkFunctions(pushdown, ['model', 'prepare', 'execute'], problems)
}

function checkDestination(
  { objects, dynamicObject }: Readonly<Record<string, unknown>>,
  problems: Problems,
): void {
  const named = isRecord(objects) ? Object.entries(objects) : []
  problems.expect(isRecord(objects), 'objects', 'objects by name', objects)
  if (named.length === 0 && dynamicObject === undefined) {
    problems.below('objects').add('expected at least one object, or a dynamicObject')
  }
  for (const [name, object] of named) checkObject(object, problems.below('objects').below(name))
  if (dynamicObject !== undefined) checkObject(dynamicObject, problems.below('dynamicObject'))
}

function checkFunctions(
  definition: Readonly<Record<string, unknown>>,
  names: readonly string[],
  problems: Problems,
): void {
  for (const name of names) {
    problems.expect(typeof definition[name] === 'function', name, 'a function', definition[name])
  }
}

function isHost(text: string): boolean {
  return (
    /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(text) || /^\[[\da-f:.]+\](:\d+)?$/i.test(text)
  )
}

function isStandardSchema(config: unknown): boolean {
  // Some libraries' schemas are functions with properties.
  if ((typeof config !== 'object' && typeof config !== 'function') || config === null) return false
  const standard = (config as Readonly<Record<string, unknown>>)['~standard']
  return (
    isRecord(standard) && standard['version'] === 1 && typeof standard['validate'] === 'function'
  )
}
