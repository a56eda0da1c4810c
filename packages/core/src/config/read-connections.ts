import { errorMessage, isRevError, type Value } from '@revetl/sdk'
import { secretPaths, secretValues } from '@revetl/sdk/host'
import type { ConnectorResolver, InstalledConnector } from '../connector.ts'
import type { Connection, RunIn } from '../connection.ts'
import type { ChildOptions } from './schema/child-options.ts'
import { childLimitsKey, runInKey } from './schema/names.ts'
import { readChildLimits } from './read-child-limits.ts'
import type { ShapeChecker } from './shape/check-shape.ts'
import { checkConnection } from './check-connection.ts'
import type { Problems } from './problems.ts'
import { resolveSecrets, type ResolvedConfig } from './secrets/resolve-secrets.ts'
import type { SecretSources } from './secrets/secret-sources.ts'
import type { YamlFile, YamlPath } from './files/yaml-file.ts'

/** What connections are read with. */
export interface ConnectionContext {
  readonly file: YamlFile
  readonly connectors: ConnectorResolver
  readonly sources: SecretSources
  readonly checker: ShapeChecker
  readonly problems: Problems
}

const sections = { source: 'sources', destination: 'destinations' } as const

/** Reads the connections of one kind. @returns those that are fine; the others left problems. */
export async function readConnections(
  kind: 'source' | 'destination',
  entries: Readonly<Record<string, { readonly connector: string }>>,
  context: ConnectionContext,
): Promise<ReadonlyMap<string, Connection>> {
  const read = await Promise.all(
    Object.entries(entries).map(async ([name, entry]) => {
      const path = [sections[kind], name]
      const own = { ...context, problems: context.problems.part(`${kind} ${name}`) }
      const connector = await resolveConnector(kind, entry.connector, path, own)
      if (connector === undefined) return undefined
      return readConnection({ kind, name, connector, entry: entry }, path, own)
    }),
  )
  return new Map(
    read.flatMap((connection) =>
      connection === undefined ? [] : [[connection.name, connection] as const],
    ),
  )
}

async function resolveConnector(
  kind: 'source' | 'destination',
  reference: string,
  path: YamlPath,
  { connectors, file, problems }: ConnectionContext,
): Promise<InstalledConnector | undefined> {
  const place = file.placeOf(...path, 'connector')
  try {
    const connector = await connectors.resolve(kind, reference)
    if (connector.manifest.kind === kind) return connector
    problems.add(
      'REV_CONFIG_REFERENCE',
      `Failed to read ${path.join('.')}: the connector "${reference}" is a ${connector.manifest.kind}. Expected a ${kind}.`,
      { place, hint: `Name a ${kind} connector.` },
    )
  } catch (error) {
    problems.addThrown(error, place)
  }
  return undefined
}

async function readConnection(
  found: Pick<Connection, 'kind' | 'name' | 'connector'> & {
    readonly entry: Readonly<Record<string, Value>>
  },
  path: YamlPath,
  context: ConnectionContext,
): Promise<Connection | undefined> {
  const { file, problems, checker } = context
  const { entry, ...named } = found
  const { connector: _connector, [runInKey]: place, [childLimitsKey]: limits, ...written } = entry
  const runIn = place as RunIn | undefined
  const options = limits as ChildOptions | undefined
  const before = problems.errors.length
  const where = runIn === undefined ? {} : { runIn }
  const childLimits = readChildLimits({ ...named, ...where, options, path }, context)
  const resolved = await resolveSecrets(written, path, context)
  const { configSchema } = found.connector.manifest
  try {
    const config = checkConnection({ ...found, resolved, path, file, checker, problems })
    warnOfPlainSecrets(written, resolved, path, { ...context, configSchema })
    if (problems.errors.length > before && config === undefined) return undefined
    if (config === undefined) return undefined
    const marked = secretValues(secretPaths(configSchema), config)
    const secrets = withPasswords([...new Set([...resolved.secrets, ...marked])])
    return {
      ...named,
      config,
      secrets,
      place: file.keyPlaceOf(...path),
      ...where,
      ...(childLimits === undefined ? {} : { childLimits }),
    }
  } catch (error) {
    if (isRevError(error)) throw error
    problems.add(
      'REV_CONFIG_SCHEMA',
      `Failed to check ${path.join('.')}: the connector's configuration schema is not valid: ${errorMessage(error)}`,
      { place: file.keyPlaceOf(...path), hint: 'Update the connector or tell its author.' },
    )
    return undefined
  }
}

/** A secret that stands in rev.yaml itself works, and ends up in version control one day. */
function warnOfPlainSecrets(
  written: Value,
  { referencePaths }: ResolvedConfig,
  path: YamlPath,
  {
    file,
    problems,
    configSchema,
  }: Pick<ConnectionContext, 'file' | 'problems'> & {
    readonly configSchema: Readonly<Record<string, unknown>>
  },
): void {
  for (const secretPath of secretPaths(configSchema)) {
    if (secretPath.includes('*')) continue
    const at = [...path, ...secretPath]
    const [text] = secretValues([secretPath], written)
    if (text === undefined || text.includes('${') || referencePaths.has(JSON.stringify(at))) {
      continue
    }
    problems.warn('REV_CONFIG_SECRET', `The secret ${at.join('.')} stands in rev.yaml itself.`, {
      place: file.placeOf(...at),
      hint: 'Use ${env:NAME}, ${file:path} or ${cmd:command}, so that it stays out of version control.',
    })
  }
}

/** A connection string hides a password that may turn up alone in a message. */
function withPasswords(secrets: readonly string[]): readonly string[] {
  const passwords = secrets.flatMap((secret) => {
    if (!secret.includes('://') || !URL.canParse(secret)) return []
    const { password } = new URL(secret)
    return password === '' ? [] : [password, decoded(password)]
  })
  return [...new Set([...secrets, ...passwords])]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return text
  }
}
